// Renders the OpenAPI document of this server. Text goes in as text only: nothing in it is ever markup.
const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const code = text => make('code', { textContent: text });
const pre = value => make('pre', { textContent: JSON.stringify(value, null, 2), tabIndex: 0 });
const anchor = name => `group-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;

const typeOf = schema => {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.join(' | ');
  return [schema.type ?? 'any', schema.format].filter(Boolean).join(', ');
};

const rows = list =>
  make(
    'table',
    {},
    make('tbody', {}, ...list.map(cells => make('tr', {}, ...cells.map(cell => make('td', {}, cell))))),
  );

const parameterRow = ({ name, in: place, required, schema, description }) => [
  code(name),
  `${place}${required ? ', required' : ''}`,
  `${typeOf(schema)}${schema.default === undefined ? '' : `, default ${JSON.stringify(schema.default)}`}`,
  description ?? '',
];

const responseParts = ([status, { description, content }]) => {
  const [type, media] = Object.entries(content ?? {})[0] ?? [];
  const shown = media?.schema && !media.schema.$ref ? [pre(media.schema)] : [];
  return [make('p', {}, code(status), ` ${description}${type ? ` (${type})` : ''}`), ...shown];
};

const inside = operation => {
  const parts = [];
  if (operation.description) parts.push(make('p', { textContent: operation.description }));
  const roles = operation['x-parley-roles'];
  const access = roles ? `Needs a session with one of these roles: ${roles.join(', ')}.` : 'Needs no session.';
  parts.push(make('p', { textContent: access }));
  if (operation.parameters)
    parts.push(make('h3', { textContent: 'Parameters' }), rows(operation.parameters.map(parameterRow)));
  const body = operation.requestBody;
  if (body) {
    const title = body.required ? 'Body' : 'Body (may be left out)';
    parts.push(make('h3', { textContent: title }), pre(body.content['application/json'].schema));
  }
  parts.push(make('h3', { textContent: 'Answers' }), ...Object.entries(operation.responses).flatMap(responseParts));
  return make('div', { className: 'inside' }, ...parts);
};

const entry = ({ method, path, operation }) => {
  const details = make(
    'details',
    { id: operation.operationId },
    make(
      'summary',
      {},
      make('span', { className: 'method', textContent: method.toUpperCase() }),
      code(path),
      make('span', { textContent: operation.summary }),
    ),
  );
  details.addEventListener('toggle', () => details.childElementCount === 1 && details.append(inside(operation)));
  return details;
};

const show = (description, words) => {
  const found = Object.entries(description.paths)
    .flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ method, path, operation })))
    .filter(({ path, operation }) => words.every(word => `${path} ${operation.summary}`.toLowerCase().includes(word)));
  const groups = description.tags
    .map(({ name }) => ({ name, entries: found.filter(({ operation }) => operation.tags.includes(name)) }))
    .filter(({ entries }) => entries.length > 0);
  document
    .querySelector('#tags')
    .replaceChildren(...groups.map(({ name }) => make('a', { href: `#${anchor(name)}`, textContent: name })));
  document
    .querySelector('#operations')
    .replaceChildren(
      ...groups.map(({ name, entries }) =>
        make('section', {}, make('h2', { id: anchor(name), textContent: name }), ...entries.map(entry)),
      ),
      ...(groups.length === 0 ? [make('p', { textContent: 'Nothing found. Try fewer words.' })] : []),
    );
};

const answer = await fetch('/api/openapi.json');
const about = document.querySelector('#about');
if (answer.ok) {
  const description = await answer.json();
  about.textContent = description.info.description;
  show(description, []);
  const find = document.querySelector('#find');
  find.addEventListener('input', () => show(description, find.value.toLowerCase().split(/\s+/).filter(Boolean)));
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target) target.open = true;
} else about.textContent = `The description could not be read (${answer.status}). Load the page again in a moment.`;
