import type { InstanceDetails, InstanceView } from '@pmx/protocol';

/** An instance of the list, online unless told otherwise. */
export function view(fields: Partial<InstanceView> = {}): InstanceView {
  return {
    id: 0,
    name: 'api',
    namespace: 'default',
    index: 0,
    instances: 1,
    status: 'online',
    desired: 'up',
    pid: 4242,
    execMode: 'fork',
    restarts: 0,
    unstableRestarts: 0,
    cpu: 1.4,
    memory: 45 * 1024 * 1024,
    startedAt: 1_700_000_000_000,
    createdAt: 1_690_000_000_000,
    version: '1.2.3',
    user: 'deploy',
    watching: false,
    cause: null,
    lastExit: null,
    ...fields,
  };
}

export function details(fields: Partial<InstanceDetails> = {}): InstanceDetails {
  return {
    ...view(),
    script: '/srv/api/app.js',
    args: ['--port', '3000'],
    cwd: '/srv/api',
    interpreter: '/usr/bin/node',
    interpreterArgs: [],
    nodeVersion: '20.20.2',
    outFile: '/home/deploy/.pmx/logs/api-out.log',
    errorFile: '/home/deploy/.pmx/logs/api-error.log',
    combinedFile: null,
    pidFile: '/home/deploy/.pmx/pids/api-0.pid',
    configFile: null,
    autorestart: true,
    watch: [],
    cron: null,
    maxMemory: null,
    stopSignal: 'SIGINT',
    killTimeout: 10_000,
    droppedBytes: 0,
    metrics: null,
    actions: [],
    env: { NODE_ENV: 'production', DB_PASSWORD: 'hunter2' },
    lastExitDetails: null,
    ...fields,
  };
}
