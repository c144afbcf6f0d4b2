/** The `object` of events that concern the workspace itself, such as its settings. No object can be called so. */
export const workspaceObject = 'sampan.workspace'

/** The `object` of events about signing in; `recordId` is the person. They are the administrators' to read. */
export const securityObject = 'sampan.security'
