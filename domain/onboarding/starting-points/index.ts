/** The industries one can begin from: the six of X-DEMO and two more. */
import { boutiqueHotel } from './boutique-hotel.ts';
import { dentalClinic } from './dental-clinic.ts';
import { fitnessStudio } from './fitness-studio.ts';
import { homeServices } from './home-services.ts';
import { legal } from './legal.ts';
import { realEstate } from './real-estate.ts';
import type { StartingPoint } from './starting-point.ts';
import { studentPresales } from './student-presales.ts';
import { tradingAcademy } from './trading-academy.ts';

export const STARTING_POINTS: readonly StartingPoint[] = [
  tradingAcademy,
  boutiqueHotel,
  dentalClinic,
  legal,
  studentPresales,
  realEstate,
  fitnessStudio,
  homeServices,
];
