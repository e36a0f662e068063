/** Three projects: pure units and scenarios on a fake clock; end-to-end tests on real processes. */
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

/** `import.meta` as CommonJS can say it. */
const importMeta = ({ template }) => ({
  visitor: {
    MetaProperty: (path) => {
      path.replaceWith(template.expression.ast`({ url: 'file://' + __filename })`);
    },
  },
});

/** `import('x')` as CommonJS can say it. A computed specifier stays native. */
const dynamicImport = ({ template }) => ({
  visitor: {
    CallExpression(path) {
      const [specifier] = path.node.arguments;
      if (path.node.callee.type !== 'Import' || specifier.type !== 'StringLiteral') return;
      path.replaceWith(
        template.expression.ast`
          Promise.resolve().then(() => {
            const loaded = require(${specifier});
            return loaded.__esModule ? loaded : { ...loaded, default: loaded };
          })`,
      );
    },
  },
});

const { join } = require('node:path');

const babel = [
  'babel-jest',
  {
    babelrc: false,
    configFile: false,
    presets: [[require.resolve('@babel/preset-typescript'), { onlyRemoveTypeImports: false }]],
    plugins: [require.resolve('@babel/plugin-transform-modules-commonjs'), importMeta, dynamicImport],
  },
];

const project = (name, timeout, more = {}) => ({
  displayName: name,
  rootDir: join(__dirname, '..'),
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  testEnvironment: 'node',
  transform: { '\\.[cm]?[jt]s$': babel },
  transformIgnorePatterns: [`/node_modules/(?!(?:.*/node_modules/)?(?:${esmOnly.join('|')})/)`, '\\.cjs$'],
  testTimeout: timeout,
  ...more,
});

/** They run what ships. */
const builtFirst = { globalSetup: join(__dirname, 'e2e/support/global-setup.cjs') };

module.exports = {
  projects: [project('unit', 5_000), project('scenario', 5_000), project('e2e', 60_000, builtFirst)],
};
