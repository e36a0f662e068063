/** Three projects: pure units and scenarios on a fake clock; end-to-end tests on real processes. */
const babel = [
  'babel-jest',
  {
    babelrc: false,
    configFile: false,
    presets: [[require.resolve('@babel/preset-typescript'), { onlyRemoveTypeImports: false }]],
    plugins: [require.resolve('@babel/plugin-transform-modules-commonjs')],
  },
];

const project = (name, timeout) => ({
  displayName: name,
  rootDir: require('node:path').join(__dirname, '..'),
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  testEnvironment: 'node',
  transform: { '\\.ts$': babel },
  testTimeout: timeout,
});

module.exports = {
  projects: [project('unit', 5_000), project('scenario', 5_000), project('e2e', 60_000)],
};
