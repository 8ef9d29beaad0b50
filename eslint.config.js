// ESLint config. The page is plain ES modules that browsers run as they are; a bundle only saves requests.

import js from "@eslint/js";
import globals from "globals";

export default [
  {
    files: ["assets/**/*.js", "data/build/*.js", "eslint.config.js"],
    ...js.configs.recommended,
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: globals.browser },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      ...js.configs.recommended.rules,
      "no-unused-vars": "error",
      eqeqeq: "error",
      "prefer-const": "error",
      "no-var": "error",
    },
  },
  { files: ["data/build/*.js"], languageOptions: { globals: globals.node } },
];
