/**
 * What the demo company's words are called in English, where one is set up in that language: the same company, kept by people who
 * write English. A test finds any word that is missing here.
 */
export function inEnglish(text: string): string {
  return words.get(text) ?? text
}

const list = `
销售中心=Sales centre|华东销售部=Sales East China|华南销售部=Sales South China|北方销售部=Sales North China|市场与客户服务部=Marketing and service
销售总监=Sales director|销售运营经理=Sales operations manager|销售助理=Sales assistant|高级客户经理=Senior account manager|客户经理=Account manager
销售代表=Sales representative|市场与服务经理=Marketing and service manager|市场专员=Marketing specialist|客服专员=Service specialist
华东区销售经理=Sales manager, East China|华南区销售经理=Sales manager, South China|北方区销售经理=Sales manager, North China
总经理=General manager|副总经理=Deputy general manager|生产总监=Director of production|厂长=Plant manager|设备部经理=Maintenance manager
信息部经理=IT manager|设备工程师=Maintenance engineer|自动化工程师=Automation engineer|车间主任=Workshop manager|采购经理=Purchasing manager
采购专员=Buyer|财务经理=Finance manager|信息主管=Head of IT|质量经理=Quality manager|能源管理工程师=Energy engineer|技术总监=Technical director
项目经理=Project manager|总经理助理=Assistant to the general manager|生产经理=Production manager|设备主管=Head of maintenance|工程师=Engineer
董事=Board member|技术顾问=Technical adviser|股东=Shareholder|前设备部经理=Former maintenance manager
总经办=Management|生产部=Production|设备部=Maintenance|信息部=IT|技术部=Engineering|采购部=Purchasing|财务部=Finance|质量部=Quality|动力部=Utilities|项目部=Projects
工商银行=ICBC|建设银行=China Construction Bank|农业银行=Agricultural Bank of China|中国银行=Bank of China|招商银行=China Merchants Bank|交通银行=Bank of Communications
分行营业部=main branch|高新支行=high-tech zone branch|开发区支行=development zone branch|城东支行=east branch
老客户介绍，重视售后。=Came by a customer of ours; cares for service.|集团采购，单笔金额大，流程长。=Bought by the group: large orders, a long way to them.
价格敏感，建议从试点切入。=Cares for the price; begin with a pilot.|老板技术出身，喜欢看现场案例。=The owner is an engineer and likes to see references.
每年三月做预算，十月招标。=Budget in March, tenders in October.|付款习惯好，一般验收后 30 天付清。=Pays well, mostly 30 days after acceptance.
客户暂无预算，先退回公海。=No budget for now; back to the pool.|有扩产计划，新厂在建。=Is growing; a new plant is being built.|曾用过竞品，对稳定性有顾虑。=Has used a competitor's; worries about stability.
智能采集网关 GW100=Data gateway GW100|智能采集网关 GW300=Data gateway GW300|边缘计算网关 GW500=Edge gateway GW500|智能采集网关 GW50（停产）=Data gateway GW50 (discontinued)
温湿度传感器 T10=Climate sensor T10|振动传感器 V20=Vibration sensor V20|压力传感器 P30=Pressure sensor P30|电力监测模块 E40=Power meter E40|视觉计数相机 C50=Counting camera C50
工位一体机 15 寸=Operator panel 15″|工位一体机 21 寸=Operator panel 21″|数据采集平台=Data platform|生产执行系统=Manufacturing execution system|能源管理系统=Energy management
设备预测维护系统=Predictive maintenance|生产看板=Production board|云平台标准版=Cloud Standard|云平台专业版=Cloud Professional|软件维保=Software maintenance
实施服务=Implementation|现场培训=Training on site|系统对接=System integration|安装布线=Installation and cabling|屏蔽线缆=Shielded cable|传感器电池=Sensor battery|安装支架=Mounting bracket
台=unit|只=piece|套=licence|年=year|人天=day|次=session|项=project|点=point|米=metre
维保续约=maintenance renewal|云平台续费=cloud renewal|年度服务续签=yearly service|二期扩容=second phase|新车间采集项目=new workshop|传感器增购=more sensors|网关增购=more gateways
看板增购=more boards|能源模块增购=energy modules|分厂推广=roll-out to plants|设备联网项目=connected machines|数据采集项目=data collection|能源管理项目=energy management
智能工厂一期=smart factory, phase one|生产看板项目=production boards|预测维护试点=predictive maintenance pilot|车间数字化改造=digital workshop|MES 项目=MES|环境监测项目=climate monitoring
华控=Huakong|锐捷达=Ruijieda|恒测=Hengce|西图=Xitu|某外资品牌=A foreign brand|本地集成商=A local integrator
工业博览会=Industry Fair|华南自动化展=South China Automation Show|智能制造展=Smart Manufacturing Show|智能工厂研讨会=Smart Factory Seminar|能源管理沙龙=Energy Evening|线上公开课=Webinar
搜索推广-数据采集=Search ads: data collection|搜索推广-MES=Search ads: MES|搜索推广-能耗监测=Search ads: energy|官网留言=Web enquiry|白皮书下载=White paper|方案试用申请=Trial request
公众号文章=WeChat article|视频号直播=Live stream
想了解设备联网的整体方案和价格。=Asks for a concept and prices for connected machines.|车间有 40 台注塑机，希望自动采集产量。=Has 40 moulding machines and wants output counted.
需要能耗监测，应对碳排放核查。=Needs energy monitoring for carbon audits.|老系统要更换，预算 30 万左右。=Replaces an old system, budget about 300,000.|希望看一下同行业案例。=Would like to see references.
需要振动监测，做预测性维护。=Needs vibration monitoring for predictive maintenance.|想试用云平台。=Would like to try the cloud.|新厂房明年投产，提前选型。=Chooses equipment for a plant that opens next year.
要求支持多种 PLC，接口开放。=Needs many kinds of PLC and open interfaces.|需要生产看板，集团总部来检查。=Needs production boards before head office comes.
线上会议=Online|客户会议室=Customer’s office|公司会议室=Our office
无人接听。=No answer.|电话未接，已发微信。=No answer, sent a message.|关机，下午再打。=Switched off, again in the afternoon.|在开会，稍后回电。=In a meeting, calls back.|未接通，已发短信。=Not reached, sent a text.
售前小林=Lin of presales|售前老吴=Wu of presales|技术部小周=Zhou of engineering|实施组=the installers|张工=Zhang, our engineer|研发=development|区域经理=the regional manager
有限公司=Co., Ltd.|科技有限公司=Technology Co., Ltd.|股份有限公司=Inc.|集团有限公司=Group Co., Ltd.|有限责任公司=Company Ltd.
精密机械=Precision Machinery|自动化设备=Automation|智能装备=Smart Equipment|机械制造=Machine Works|数控机床=Machine Tools|工业机器人=Robotics|液压=Hydraulics|输送设备=Conveyors
电子=Electronics|半导体=Semiconductor|光电=Optoelectronics|电路板=Circuit Boards|电子元器件=Components|精密电子=Precision Electronics|传感技术=Sensing
汽车零部件=Auto Parts|汽车电子=Auto Electronics|新能源汽车=Electric Vehicles|汽车内饰=Auto Interiors|底盘系统=Chassis Systems
五金制品=Hardware|塑胶制品=Plastics|模具=Moulds|包装材料=Packaging|家具=Furniture|家用电器=Appliances|紧固件=Fasteners|新材料=New Materials|化工=Chemicals|涂料=Coatings
精细化工=Fine Chemicals|复合材料=Composites|医药=Pharma|生物制药=Biopharma|药业=Pharmaceuticals|中药=Herbal Medicine|食品=Foods|饮料=Beverages|乳业=Dairy|粮油=Grain and Oil|冷链食品=Frozen Foods
纺织=Textiles|服饰=Apparel|制衣=Garments|印染=Dyeing|新能源=New Energy|电力设备=Power Equipment|光伏科技=Solar|储能技术=Energy Storage|环保能源=Clean Energy
建设工程=Construction|建筑材料=Building Materials|钢结构=Steel Structures|装饰工程=Interiors|物流=Logistics|供应链管理=Supply Chain|仓储=Warehousing|国际货运代理=Freight
商贸=Trading|贸易=Trade|连锁超市=Supermarkets|百货=Department Stores|软件=Software|信息技术=Information Technology|网络科技=Networks|数据服务=Data Services
医疗器械=Medical Devices|医疗科技=Medical Technology|健康管理=Health|农业科技=Agritech|农牧=Farming|种业=Seeds
职业技术学院=Vocational College|技师学院=Technical College|产业园区管理委员会=Industrial Park Committee|水务中心=Water Works
上海市=Shanghai|江苏省=Jiangsu|浙江省=Zhejiang|安徽省=Anhui|山东省=Shandong|广东省=Guangdong|福建省=Fujian|湖南省=Hunan|湖北省=Hubei|北京市=Beijing|天津市=Tianjin
河北省=Hebei|河南省=Henan|陕西省=Shaanxi|四川省=Sichuan|重庆市=Chongqing|辽宁省=Liaoning|苏州市=Suzhou|南京市=Nanjing|无锡市=Wuxi|常州市=Changzhou|杭州市=Hangzhou|宁波市=Ningbo
嘉兴市=Jiaxing|合肥市=Hefei|青岛市=Qingdao|深圳市=Shenzhen|东莞市=Dongguan|广州市=Guangzhou|佛山市=Foshan|惠州市=Huizhou|厦门市=Xiamen|长沙市=Changsha|武汉市=Wuhan
石家庄市=Shijiazhuang|郑州市=Zhengzhou|济南市=Jinan|西安市=Xi’an|成都市=Chengdu|沈阳市=Shenyang|大连市=Dalian
浦东新区=Pudong|闵行区=Minhang|嘉定区=Jiading|松江区=Songjiang|徐汇区=Xuhui|杨浦区=Yangpu|工业园区=Industrial Park|虎丘区=Huqiu|昆山市=Kunshan|吴江区=Wujiang|相城区=Xiangcheng
江宁区=Jiangning|栖霞区=Qixia|雨花台区=Yuhuatai|浦口区=Pukou|新吴区=Xinwu|锡山区=Xishan|滨湖区=Binhu|江阴市=Jiangyin|武进区=Wujin|新北区=Xinbei|天宁区=Tianning
余杭区=Yuhang|滨江区=Binjiang|萧山区=Xiaoshan|临平区=Linping|西湖区=Xihu|鄞州区=Yinzhou|北仑区=Beilun|慈溪市=Cixi|余姚市=Yuyao|南湖区=Nanhu|秀洲区=Xiuzhou|海宁市=Haining
蜀山区=Shushan|包河区=Baohe|肥西县=Feixi|黄岛区=Huangdao|城阳区=Chengyang|崂山区=Laoshan|宝安区=Bao’an|南山区=Nanshan|龙华区=Longhua|龙岗区=Longgang|光明区=Guangming
长安镇=Chang’an|松山湖=Songshan Lake|虎门镇=Humen|寮步镇=Liaobu|黄埔区=Huangpu|番禺区=Panyu|天河区=Tianhe|南沙区=Nansha|顺德区=Shunde|南海区=Nanhai|禅城区=Chancheng
惠城区=Huicheng|惠阳区=Huiyang|仲恺区=Zhongkai|湖里区=Huli|同安区=Tong’an|集美区=Jimei|岳麓区=Yuelu|长沙县=Changsha County|雨花区=Yuhua|江夏区=Jiangxia|东西湖区=Dongxihu
洪山区=Hongshan|蔡甸区=Caidian|昌平区=Changping|大兴区=Daxing|海淀区=Haidian|朝阳区=Chaoyang|亦庄=Yizhuang|滨海新区=Binhai|西青区=Xiqing|北辰区=Beichen|藁城区=Gaocheng
鹿泉区=Luquan|裕华区=Yuhua|中牟县=Zhongmu|经开区=Development Zone|高新区=High-tech Zone|历城区=Licheng|章丘区=Zhangqiu|历下区=Lixia|长安区=Chang’an|雁塔区=Yanta|高陵区=Gaoling
龙泉驿区=Longquanyi|双流区=Shuangliu|新都区=Xindu|郫都区=Pidu|渝北区=Yubei|璧山区=Bishan|江北区=Jiangbei|铁西区=Tiexi|浑南区=Hunnan|于洪区=Yuhong|金州区=Jinzhou|甘井子区=Ganjingzi|旅顺口区=Lüshunkou
科技路=Keji Road|创新大道=Chuangxin Avenue|工业一路=Gongye 1st Road|工业二路=Gongye 2nd Road|人民路=Renmin Road|建设路=Jianshe Road|解放路=Jiefang Road|中山路=Zhongshan Road|长江路=Changjiang Road
黄河路=Huanghe Road|迎宾大道=Yingbin Avenue|兴业路=Xingye Road|金桥路=Jinqiao Road|春晓路=Chunxiao Road|和平路=Heping Road|产业园路=Chanyeyuan Road|高新大道=Gaoxin Avenue|学府路=Xuefu Road|新华路=Xinhua Road|江南路=Jiangnan Road
华东客户公海=East China pool|华南客户公海=South China pool|北方客户公海=North China pool|线索公海=Lead pool
长期无人跟进的客户在此等待拾取，拾取后请在两周内联系。=Customers whom nobody turned to for long wait here; call within two weeks of a claim.|展会名单和久未联系的线索，先到先得。=Lists of exhibitions and leads that went quiet: first come, first served.
集团=Group|股份=Inc.|集团客户由专人负责=Groups go to one experienced person|华东线索轮流分配=Leads of the east in turn|华南线索轮流分配=Leads of the south in turn|北方线索轮流分配=Leads of the north in turn|地区不明的线索进公海=Leads without a region go to the pool
华东 180 天无跟进=East: 180 days without a follow-up|华南 180 天无跟进=South: 180 days without a follow-up|北方 180 天无跟进=North: 180 days without a follow-up|线索 30 天无跟进=Leads: 30 days without a follow-up
联系我们=Contact us|留下联系方式和您的需求，我们会在一个工作日内与您联系。=Leave your number and what you need; we answer within one working day.|提交=Send
下载《设备联网实施指南》=Download: How to connect machines|填写后，下载地址会发到您的邮箱。=We send the address to your mailbox.|获取白皮书=Get the white paper
我同意远帆智联为回复本次咨询使用以上信息。=I agree that Yuanfan uses this to answer me.|已收到，谢谢。=Received, thank you.|姓名=Name|公司=Company|职务=Job title|手机=Mobile|邮箱=E-mail|需求=Need|：=: 
录入时提醒=Warn at the form|客户找我询价，希望一起跟进。=The customer asked me for a price; let us work on it together.
已拜访设备部，客户在做预算。=Visited maintenance; the budget is being made.|已报方案，等待立项。=Proposed; waits for approval.|客户邀请我们做现场测试。=The customer wants a test on site.|与集成商一起跟进，下月投标。=With an integrator; tender next month.
先报备且有三次拜访记录，仍由先报备人跟进。=Registered first and visited three times: it stays with the first.
年假=Holiday|出差德国=Business trip to Germany|产假前调休=Time off before parental leave
折扣超过 20%=Discounts above 20 %|50 万以上的合同=Contracts of 500,000 and more|贵重样品寄送=Valuable samples|拾取 A 级客户=Claiming customers of level A
更看重售后响应。=Cares most for service.|与竞争对手关系较好。=Close to a competitor.|技术评估由他负责。=Does the technical evaluation.|需要先说服他。=Has to be convinced first.|支持试点先行。=Wants to begin with a pilot.
转= ext. `

const words = new Map(
  list.split(/[|\n]/).flatMap((pair): [string, string][] => {
    const cut = pair.indexOf('=')
    return cut < 0 ? [] : [[pair.slice(0, cut), pair.slice(cut + 1)]]
  }),
)
