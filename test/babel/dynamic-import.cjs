/** `import('x')` as CommonJS can say it. A computed specifier stays native. */
module.exports = ({ template }) => ({
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
