/** `import.meta` as CommonJS can say it. A file of its own: Jest hands its configuration to its workers as JSON. */
module.exports = ({ template }) => ({
  visitor: {
    MetaProperty: (path) => {
      path.replaceWith(template.expression.ast`({ url: 'file://' + __filename })`);
    },
  },
});
