import './lib/strict-csp.ts';
import '@fontsource-variable/inter/wght.css';
import './styles.css';

// Everything else comes after: a bundler may put what several pages share before the entry's own lines.
void import('./start.tsx');
