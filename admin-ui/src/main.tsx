import './lib/strict-csp.ts';
import '@fontsource-variable/inter/wght.css';
import './styles.css';
import { loadLanguage } from './lib/language.ts';

// Everything else comes after: a bundler may put what several pages share before the entry's own lines, and constants hold words.
void loadLanguage().then(() => import('./start.tsx'));
