// Runs before the first paint, so that a dark room stays dark. A file of its own because the page forbids inline scripts.
(() => {
  let choice = null;
  try {
    choice = localStorage.getItem('parley.theme');
  } catch {}
  const dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
