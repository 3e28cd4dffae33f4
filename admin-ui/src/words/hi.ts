/** Hindi, by the English sentence. */
const words: Record<string, string> = {};
export default words;
