/** Import directions (design.md section 13): domain ← workflows ← temporal; domain ← activities ← adapters; api → temporal, db, domain. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: '\\.test\\.tsx?$' },
  to: {
    path: '^(domain|workflows|activities|adapters|temporal|db|api|dispatcher|processes|runtime|config|simulators|scripts|test|bench|eval|admin-ui)/',
    pathNot: allowed,
  },
});

module.exports = {
  forbidden: [
    only('domain-is-pure', '^domain/', '^domain/', 'domain: no I/O, no clock, no SDK'),
    only(
      'workflow-sandbox',
      '^workflows/',
      '^(workflows|domain|activities)/',
      'workflows see domain, and the types of activities',
    ),
    {
      name: 'workflow-activities-as-types',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: '^activities/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-node-in-workflows',
      severity: 'error',
      comment: 'the sandbox has no Node',
      from: { path: '^(workflows|domain)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'domain-packages',
      severity: 'error',
      comment: 'domain uses pure libraries only',
      from: { path: '^domain/', pathNot: '\\.test\\.ts$' },
      to: { path: 'node_modules', pathNot: 'node_modules/(zod|libphonenumber-js)/' },
    },
    only('db', '^db/', '^(db|domain|activities/ports|config/trace)', 'db knows the domain and the shapes of ports'),
    only('activities', '^activities/', '^(activities|domain|db|config/log)', 'activities work through ports'),
    only('adapters', '^adapters/', '^(adapters|domain|activities/ports|config/log)', 'adapters make ports real'),
    only('temporal', '^temporal/', '^(temporal|workflows|domain|db|activities|config/log)', ''),
    only(
      'dispatcher',
      '^dispatcher/',
      '^(dispatcher|db|domain|activities/ports|temporal/starters|config/(log|trace))',
      '',
    ),
    only(
      'api',
      '^api/',
      '^(api|db|domain|temporal|workflows/conversation/(ids|messages)|adapters/whatsapp-cloud/(signature|split|errors)|activities/ports|dispatcher/loop|config)',
      'api is thin: record, starters and rules',
    ),
    only('simulators', '^simulators/', '^simulators/', 'a simulator knows the wire and nothing of the product'),
    only(
      'eval-checks',
      '^eval/checks/',
      '^eval/(checks/|types)',
      'what judges the product shares no code with it: a mistake of both would be seen by neither',
    ),
    only('runtime', '^runtime/', '^(runtime|config)/', ''),
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'environment-only-in-config',
      severity: 'error',
      from: { path: '^(domain|workflows|activities|adapters|temporal|db|dispatcher)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^config/(index|schema)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '(admin-ui|\\.parley)/' },
    enhancedResolveOptions: { extensions: ['.ts', '.js'] },
  },
};
