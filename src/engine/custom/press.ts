import type { Workspace } from '../context.ts'
import type { Clusters } from '../workspace/clusters.ts'
import type { Workspaces } from '../workspaces.ts'
import { driveRun, type Press, readRun } from './publish.ts'

/** Publishes configurations in this process, and notices what others have published. */
export type Configurations = ReturnType<typeof openConfigurations>

export type ConfigurationsOptions = {
  readonly workspaces: Workspaces
  readonly clusters: Clusters
  readonly announce: (message: string) => void
  readonly log: (message: string, detail?: object) => void
}

/** Opens the place where configurations are published. */
export function openConfigurations({ workspaces, clusters, announce, log }: ConfigurationsOptions) {
  const driving = new Map<string, Promise<void>>()
  const press: Press = {
    base: workspaces.registries.base,
    directUrl: (workspace) => clusters.url(workspaces.clusterOf(workspace.id)),
    async swap(workspace) {
      const now = (await workspaces.refresh(workspace.id)) ?? workspace
      announce(`configuration ${workspace.id}`)
      return now
    },
  }
  /** Takes what was begun to its end. One at a time in this process; the lock sees to the others. */
  const drive = (workspace: Workspace): Promise<void> => {
    const known = driving.get(workspace.id)
    if (known) return known
    const run = driveRun(press, workspace).finally(() => driving.delete(workspace.id))
    driving.set(workspace.id, run)
    return run
  }
  const resume = async (workspace: Workspace) => {
    const run = await readRun(workspace)
    if (run?.detail.state === 'running') await drive(workspace)
  }
  const failed = (error: unknown) => log('publishing a configuration failed', { error: String(error) })
  return {
    base: press.base,
    drive,
    setAside: (id: string) => workspaces.registries.setAside(id),
    /** What a killed process has left is taken to its end. */
    resumeAll(): void {
      for (const workspace of workspaces.opened()) resume(workspace).catch(failed)
    },
    /** Of every workspace that somebody works in: is another version live, is a run without its process? */
    async check(): Promise<void> {
      for (const workspace of workspaces.opened()) {
        await workspaces.registries.flush(workspace, workspace.clock.now().toISOString())
        if (!workspaces.registries.isUsed(workspace.id)) continue
        const now = await workspaces.refresh(workspace.id)
        if (now) await resume(now)
      }
    },
    /** Waits for what this process is publishing. */
    async settle(): Promise<void> {
      await Promise.allSettled(driving.values())
    },
  }
}
