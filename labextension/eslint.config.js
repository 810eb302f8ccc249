import hooks from 'eslint-plugin-react-hooks';
import ts from 'typescript-eslint';

export default ts.config(
  { ignores: ['lib', 'build', 'node_modules'] },
  ...ts.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { project: ['./tsconfig.json', './test/tsconfig.json'] } },
    plugins: { 'react-hooks': hooks },
    rules: {
      ...hooks.configs.recommended.rules,
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // Lab's own types are unsure where its documentation is not
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // Lumino's signals take a method and its `this` apart: connect(this._emit, this)
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }]
    }
  },
  { files: ['**/*.js'], ...ts.configs.disableTypeChecked },
  {
    // node:test's own promises are awaited by its runner
    files: ['test/**'],
    rules: { '@typescript-eslint/no-floating-promises': 'off' }
  }
);
