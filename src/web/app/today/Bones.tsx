import { Bone } from '../../ui/Bone.tsx'
import styles from '../Today.module.css'

/** The shape of lists that are on their way. */
export function Bones() {
  return (
    <div className={styles.bones} aria-busy="true">
      {[62, 48, 70, 55, 66, 40].map((width) => (
        <Bone key={width} width={`${width}%`} />
      ))}
    </div>
  )
}
