/** Four projects: pure units and scenarios on a fake clock; end-to-end tests on real processes; chaos among them. */
const { join } = require('node:path');

/** Libraries that ship ES modules only: jest on Node 20 can't load them as they are. */
const esmOnly = [
  'yargs',
  'yargs-parser',
  'y18n',
  'cliui',
  'string-width',
  'strip-ansi',
  'ansi-regex',
  'wrap-ansi',
  'ansi-styles',
  'get-east-asian-width',
  'emoji-regex',
  'chokidar',
  'readdirp',
  'croner',
  'pidusage',
];

const babel = [
  'babel-jest',
  {
    babelrc: false,
    configFile: false,
    presets: [[require.resolve('@babel/preset-typescript'), { onlyRemoveTypeImports: false }]],
    plugins: [
      require.resolve('@babel/plugin-transform-modules-commonjs'),
      require.resolve('./babel/import-meta.cjs'),
      require.resolve('./babel/dynamic-import.cjs'),
    ],
  },
];

const project = (name, more = {}) => ({
  displayName: name,
  rootDir: join(__dirname, '..'),
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  testEnvironment: 'node',
  transform: { '\\.[cm]?[jt]s$': babel },
  transformIgnorePatterns: [`/node_modules/(?!(?:.*/node_modules/)?(?:${esmOnly.join('|')})/)`, '\\.cjs$'],
  ...more,
});

/** What every test file begins with. */
const begun = { setupFilesAfterEnv: [join(__dirname, 'setup.cjs')] };

/** They run what ships, and wait for real processes. */
const endToEnd = { ...begun, globalSetup: join(__dirname, 'e2e/support/global-setup.cjs') };

module.exports = {
  projects: [
    project('unit', begun),
    project('scenario', begun),
    project('e2e', endToEnd),
    project('chaos', endToEnd),
  ],
};
