/** The property list for launchd. Pure. */

import { join } from 'node:path';
import { serviceCommand } from './command-line';
import { markOf } from './mark';
import type { Recipe } from './recipe';

export function launchdPlist(recipe: Recipe): string {
  const { name, scope, user, userHome, pmxHome, path, stopTimeout } = recipe;
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!-- ${markOf(recipe)} -->
<plist version="1.0">
<dict>
  <key>Label</key>
  ${string(name)}
${scope === 'system' ? `  <key>UserName</key>\n  ${string(user)}\n` : ''}  <key>ProgramArguments</key>
  <array>
${serviceCommand(recipe)
  .map((word) => `    ${string(word)}\n`)
  .join('')}  </array>
  <key>EnvironmentVariables</key>
  <dict>
    <key>HOME</key>
    ${string(userHome)}
    <key>PATH</key>
    ${string(path)}
    <key>PMX_HOME</key>
    ${string(pmxHome)}
  </dict>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ThrottleInterval</key>
  <integer>5</integer>
  <key>ExitTimeOut</key>
  <integer>${stopTimeout}</integer>
  <key>AbandonProcessGroup</key>
  <true/>
  <key>StandardErrorPath</key>
  ${string(join(pmxHome, 'service.log'))}
</dict>
</plist>
`;
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const string = (text: string): string =>
  `<string>${text.replace(/[&<>]/g, (character) => ESCAPES[character]!)}</string>`;
