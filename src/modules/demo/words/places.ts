/** A city where customers are: names as in an address, codes as in GB/T 2260, and the team that serves it. */
export type Place = {
  readonly province: string
  readonly city: string
  /** As it stands in a company name: without 市. */
  readonly short: string
  readonly code: string
  readonly dial: string
  readonly districts: readonly string[]
  readonly region: Region
}
export type Region = 'east' | 'south' | 'north'

/** Places by their share of customers. */
export const places: readonly (readonly [Place, number])[] = `
east 上海市 上海市 310115 021 16 浦东新区,闵行区,嘉定区,松江区,徐汇区,杨浦区
east 江苏省 苏州市 320505 0512 10 工业园区,虎丘区,昆山市,吴江区,相城区
east 江苏省 南京市 320115 025 6 江宁区,栖霞区,雨花台区,浦口区
east 江苏省 无锡市 320214 0510 5 新吴区,锡山区,滨湖区,江阴市
east 江苏省 常州市 320412 0519 3 武进区,新北区,天宁区
east 浙江省 杭州市 330110 0571 9 余杭区,滨江区,萧山区,临平区,西湖区
east 浙江省 宁波市 330212 0574 6 鄞州区,北仑区,慈溪市,余姚市
east 浙江省 嘉兴市 330402 0573 2 南湖区,秀洲区,海宁市
east 安徽省 合肥市 340104 0551 4 蜀山区,包河区,肥西县
east 山东省 青岛市 370211 0532 4 黄岛区,城阳区,崂山区
south 广东省 深圳市 440306 0755 14 宝安区,南山区,龙华区,龙岗区,光明区
south 广东省 东莞市 441900 0769 8 长安镇,松山湖,虎门镇,寮步镇
south 广东省 广州市 440112 020 8 黄埔区,番禺区,天河区,南沙区
south 广东省 佛山市 440606 0757 6 顺德区,南海区,禅城区
south 广东省 惠州市 441302 0752 2 惠城区,惠阳区,仲恺区
south 福建省 厦门市 350206 0592 4 湖里区,同安区,集美区
south 湖南省 长沙市 430104 0731 4 岳麓区,长沙县,雨花区
south 湖北省 武汉市 420115 027 5 江夏区,东西湖区,洪山区,蔡甸区
north 北京市 北京市 110114 010 10 昌平区,大兴区,海淀区,朝阳区,亦庄
north 天津市 天津市 120116 022 5 滨海新区,西青区,北辰区
north 河北省 石家庄市 130109 0311 2 藁城区,鹿泉区,裕华区
north 河南省 郑州市 410122 0371 4 中牟县,经开区,高新区
north 山东省 济南市 370112 0531 3 历城区,章丘区,历下区
north 陕西省 西安市 610116 029 5 长安区,雁塔区,高陵区
north 四川省 成都市 510112 028 6 龙泉驿区,双流区,新都区,郫都区
north 重庆市 重庆市 500112 023 5 渝北区,璧山区,江北区
north 辽宁省 沈阳市 210106 024 3 铁西区,浑南区,于洪区
north 辽宁省 大连市 210213 0411 2 金州区,甘井子区,旅顺口区
`
  .trim()
  .split('\n')
  .map((line) => {
    const [region, province, city, code, dial, weight, districts] = line.split(' ') as [Region, ...string[]]
    return [
      { region, province, city, code, dial, short: city!.replace('市', ''), districts: districts!.split(',') },
      Number(weight),
    ] as [Place, number]
  })

export const streets =
  '科技路 创新大道 工业一路 工业二路 人民路 建设路 解放路 中山路 长江路 黄河路 迎宾大道 兴业路 金桥路 春晓路 和平路 产业园路 高新大道 学府路 新华路 江南路'.split(
    ' ',
  )

/** Other countries where customers are. */
export const countries: readonly (readonly [{ code: string; city: string; dial: string; currency: string }, number])[] =
  [
    [{ code: 'DE', city: 'Stuttgart', dial: '+49 711 555 ', currency: 'EUR' }, 4],
    [{ code: 'US', city: 'Chicago', dial: '+1 312 555 ', currency: 'USD' }, 4],
    [{ code: 'JP', city: 'Osaka', dial: '+81 6 5550 ', currency: 'USD' }, 3],
    [{ code: 'KR', city: 'Incheon', dial: '+82 32 555 ', currency: 'USD' }, 2],
    [{ code: 'SG', city: 'Singapore', dial: '+65 6555 ', currency: 'USD' }, 3],
    [{ code: 'GB', city: 'Leeds', dial: '+44 113 496 ', currency: 'USD' }, 2],
  ]
