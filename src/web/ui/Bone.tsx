import styles from './Bone.module.css'

/** A grey bar where a value will be. */
export function Bone({ width, height = 10 }: { width: number | string; height?: number }) {
  return <span aria-hidden="true" className={styles.bone} style={{ width, height }} />
}
