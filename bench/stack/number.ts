/** The simulated business number of a run. */
export const NUMBER = {
  phoneNumberId: '106540352242922',
  display: '+1 718 555 0142',
  wabaId: '102290129340398',
};
