#include "engine/phantom/ReportTables.h"

// Keys as in ReportPhrasesTrainingLiver.cpp.
const std::string_view bolus::phantom::tables::trainingOthers = R"(
# gallstones
lead@many: The gallbladder contains [stones|calculi|gravel|small calcified stones], the largest measuring {size}.
lead@many: There [is|is dependent] cholelithiasis with [small |]stones up to {size}.
lead@one: The gallbladder contains a [single|calcified|rim-calcified] stone measuring {size}.
lead@one: There is a {size} [solitary|large] gallstone with a calcified shell.
lead@one: [Calcified|Dense|Dependent] gallstone of {size} in the gallbladder.
lead@many: Gallstones [are present|are seen|lie on the gallbladder floor], largest {size}.
lead: Cholelithiasis without wall thickening, stone size up to {size}.
lead: In the gallbladder there is calcified stone material, up to {size}.
sum: Cholelithiasis, [stone size|stones to] {size}.
sum@many: Gallstones up to {size}[ without cholecystitis| without signs of cholecystitis|].
sum: Calcified cholelithiasis, {size}[, uncomplicated|].
sum@one: [Single|Solitary] gallstone of {size}[ without cholecystitis|].
pre@one: {it} is [calcified|of calcium density|dense within the bile]
pre@many: {it} are [calcified|of calcium density|dense within the bile]
pre: [dense|calcified] material lies in the dependent gallbladder
art@one: {it} [does not enhance|lies in unenhanced bile|is dense]
art@many: {it} [do not enhance|lie in unenhanced bile|are dense]
art: the gallbladder wall [is not thickened|is thin|enhances normally]
pv@one: {it} [is dense in the dark bile|stands out in dark bile|lies dependently]
pv@many: {it} [are dense in the dark bile|stand out in dark bile|lie dependently]
pv: the gallbladder wall enhances thinly
del@one: {it} [is dense|is well seen in the bile|lies on the floor of the gallbladder]
del@many: {it} [are dense|are well seen in the bile|lie on the floor of the gallbladder]
del: the dense material in the gallbladder does not enhance
.pre: [calcified|dense]
.art: [GB wall nl|dense, no enh]
.pv: [no wall thickening|dense in bile]
.del: [unchanged|dense]

# pancreatic_adenocarcinoma
lead: There is a {size} [hypovascular|hypodense|poorly enhancing] mass in {place}.
lead: An ill-defined {size} mass in {place} is suspicious for adenocarcinoma.
lead: [Infiltrating|Irregular|Solid] {size} tumor of {place}, concerning for pancreatic cancer.
lead: In {place} there is a {size} hypodense tumor[ with ill-defined margins|].
lead: {place} contains a {size} hypovascular tumor.
lead: A {size} [scirrhous|hypoenhancing] mass enlarges {place}.
sum: {size} pancreatic adenocarcinoma in {place}.
sum: Hypovascular tumor of {place}, {size}, [consistent with|suspicious for|typical of] ductal adenocarcinoma.
sum: Pancreatic mass in {place}, {size}, [PDAC|PDAC versus focal pancreatitis|highly suspicious for carcinoma].
pre: {it} is [isoattenuating to the gland|isodense|not distinguishable by density]
pre: {it} is seen only as [an enlargement|a contour change] of the gland
art: {it} [enhances poorly against the gland|is hypoattenuating to the pancreas|is hypovascular]
art: a [dark|hypodense] mass [contrasts with|stands out from] the bright pancreas
pv: {it} [is darker than the pancreas|is hypodense to the gland|enhances weakly]
pv: {it} is [less enhanced than the remaining gland|poorly enhancing]
pv@art: {it} remains hypoattenuating
del: {it} [retains some contrast|shows weak late enhancement|is close to the density of the gland]
del: there is [delayed|slight late] enhancement of the [tumor|fibrous mass]
.pre: [iso to gland|isodense]
.art: [hypodense to panc|poor enh]
.pv: [hypodense|hypovascular]
.del: [weak late enh|near iso]

# neuroendocrine_tumor
lead: There is a {size} [well-defined|round|sharply marginated] [nodule|mass] in {place}.
lead@art: A [hypervascular|brightly enhancing|avidly enhancing] {size} nodule in {place} suggests a neuroendocrine tumor.
lead: [Round|Well-circumscribed|Solid] {size} tumor of {place}, likely neuroendocrine.
lead: In {place} there is a {size} neuroendocrine tumor[ without duct dilatation|].
lead: {place} contains a {size} [bright|hyperenhancing] islet cell tumor.
lead: A {size} pancreatic NET is seen in {place}.
sum: {size} pancreatic neuroendocrine tumor in {place}.
sum: [Hyperenhancing|Vascular] nodule of {place}, {size}, [consistent with|suspicious for|typical of] neuroendocrine tumor.
sum: Lesion in {place}, {size}, [NET|NET versus intrapancreatic spleen|likely NET].
pre: {it} is [isodense to the gland|isoattenuating|hardly visible]
pre: {it} [cannot be told from the pancreas|is of soft-tissue density]
art: {it} [enhances avidly|is hypervascular|is much brighter than the pancreas]
art: there is [intense|avid|strong] early enhancement
pv: {it} is [slightly hyperdense|still brighter than the gland|mildly hyperattenuating]
pv: {it} [enhances more than the pancreas|stands out as a bright nodule]
pv@art: {it} [fades but is brighter than the gland|loses some of its brightness]
del: {it} is [slightly hyperdense|nearly isodense|faintly brighter than the gland]
del@art: {it} [fades toward the density of the gland|has lost its brightness]
.pre: [iso|isodense]
.art: [avid enh|hypervascular]
.pv: [mildly hyper|still bright]
.del: [near iso|fades]

# acute_pancreatitis
lead: The pancreas is [swollen|enlarged|edematous] with peripancreatic [fluid|fat stranding].
lead: There is acute pancreatitis with a {size} thick gland.
lead: [Diffuse|Marked] enlargement of the pancreas ({size}) with [stranding|inflammation] of the surrounding fat.
lead: [Edematous|Swollen] pancreas, {size} thick, with fluid [around it|in the anterior pararenal space].
lead: Peripancreatic fluid and fat stranding surround [an enlarged|a swollen] gland of {size}.
lead: The gland is enlarged to {size} and ill-defined, as in pancreatitis.
sum: Acute pancreatitis[ with peripancreatic fluid| with peripancreatic fat stranding|].
sum: [Acute|Acute interstitial|Acute edematous] pancreatitis, gland {size} thick.
sum: [Swollen pancreas|Pancreatic edema] with peripancreatic fluid, [consistent with|compatible with|in keeping with] acute pancreatitis.
pre: {it} is [swollen and hypodense|enlarged|of low density] with stranded fat
pre: [fat stranding surrounds the pancreas|there is fluid around the pancreas]
art: {it} enhances [less than normal|weakly|unevenly]
art: [enhancement of the swollen gland is reduced|the edematous gland enhances poorly]
pv: {it} [enhances unevenly|is enlarged and hypodense] within inflamed fat
pv: [unenhanced|non-enhancing] fluid lies [around the gland|in front of the left kidney]
del: [the fluid does not enhance|peripancreatic fluid is unenhanced]
del: {it} is [swollen and surrounded by fluid|ill-defined within inflamed fat]
.pre: [swollen, stranding|peripancreatic fluid]
.art: [reduced enh|uneven enh]
.pv: [uneven enh, fluid|peripanc fluid]
.del: [fluid, stranding|no enh of fluid]

# splenic_infarct
lead: There is a {size} [wedge-shaped|peripheral|triangular] defect in {place}.
lead: A peripheral {size} infarct involves {place}.
lead: [Wedge-shaped|Subcapsular|Sharply bounded] hypodense area of {size} in {place}.
lead: In {place} there is a {size} wedge of absent enhancement.
lead: {place} contains a {size} infarct[ with its base on the capsule|].
lead: A {size} perfusion defect is seen in {place}.
sum: {size} splenic infarct, {where}.
sum: [Infarction|Acute infarction] of {place}, {size}.
sum: Wedge-shaped splenic defect in {place}, {size}, [consistent with|most likely|compatible with] infarct.
pre: {it} is [barely visible|only slightly hypoattenuating|faintly hypodense]
pre: the [wedge|infarcted area] is hardly [visible|darker than the spleen]
art: {it} does not enhance within the mottled spleen
art: {it} is a [sharply bounded dark|non-enhancing] wedge
art: a wedge without perfusion is noted
pv: {it} [shows no perfusion|does not enhance with the rest of the spleen|is dark]
pv: there is a [wedge-shaped perfusion defect|dark wedge in the bright spleen]
del: {it} is [unperfused|hypodense to the spleen|dark and sharply bounded]
del@pv: [the defect persists|{it} remains unperfused|there is no late enhancement of it]
.pre: [barely visible|sl hypodense]
.art: [no enh, wedge|dark wedge]
.pv: [wedge defect|no perfusion]
.del: [defect persists|no enh]

# aortic_aneurysm
lead: There is an aneurysm of {place} measuring {size}.
lead: {place} is aneurysmal with a diameter of {size}.
lead: [Fusiform|Large|Infrarenal] aneurysm of {place}, {size} [wide|in diameter|across].
lead: {place} is dilated to {size} [with|and contains] mural thrombus.
lead: An aortic aneurysm with a maximum diameter of {size} is present below the renal arteries.
lead: Aneurysmal dilatation of {place} to {size} [without rupture|with wall calcification].
sum: {size} aneurysm of {place}.
sum: Abdominal aortic aneurysm, {size}, with thrombus.
sum: [Infrarenal|Fusiform] AAA of {size}[, no rupture|, vascular referral| without leak].
pre: its wall [shows calcification|is calcified]
pre: [mural calcification outlines it|no hyperdense crescent is seen]
art: its lumen enhances beside [mural|unenhanced] thrombus
art: [thrombus lines its bright lumen|the patent lumen is bright and eccentric]
pv: its mural thrombus does not enhance
pv: thrombus is noted along the wall, also without enhancement
pv: [unenhanced thrombus lines its wall|the lumen is patent beside dark thrombus]
del: there is no leak of contrast [into the thrombus|out of the lumen]
del: its thrombus [does not enhance|is dark beside the lumen]
del@pv: its thrombus remains unenhanced
.pre: [wall calcification|mural calc]
.art: [lumen patent, mural thrombus|eccentric lumen]
.pv: [mural thrombus|no leak]
.del: [no leak|thrombus unenhanced]

# aortic_dissection
lead: There is a dissection of {place} with an intimal flap.
lead: An intimal flap divides {place} into a true and a false lumen.
lead: [Dissection|Aortic dissection] involving {place}[, {size} wide| with two lumina|].
lead: {place} shows two lumina [separated by|with] an intimal flap.
lead: {place} is dissected[ and has two lumina|].
lead: A dissection flap runs down {place}, which is {size} wide.
lead: In {place} a thin flap separates true and false lumen.
sum: Dissection of {place}.
sum: Aortic dissection with [patent|perfused] false lumen involving {place}.
sum: [Intimal flap|Two lumina] in {place}, [consistent with|diagnostic of] dissection.
pre: the flap is [not visible|hardly visible|invisible]
pre: the two lumina are [isodense|of equal density]
art: the true lumen is [brighter than|smaller and fills before] the false lumen
art: the false lumen [opacifies late|is less dense than the true lumen]
pv: [both lumina are opacified|the false lumen is as dense as or denser than the true lumen]
pv: the flap is [thin|clearly seen] between two [opacified|enhanced] lumina
pv@art: the false lumen has [filled|caught up with the true lumen]
del: the [false lumen retains contrast|lumina are of similar density|flap is still visible]
del: contrast [stays in the false lumen|is similar in both lumina]
.pre: [flap not seen|lumina isodense]
.art: [true lumen brighter|late false lumen]
.pv: [both lumina opacified|flap seen]
.del: [false lumen retains contrast|lumina equal]

# ascites
lead: There is ascites, up to {size} deep at the flanks.
lead: Free fluid surrounds the liver and spleen, {size} deep.
lead: [Moderate|A moderate amount of|Abundant] ascites with a depth of {size}.
lead: Intraperitoneal fluid [collects at|distends] both flanks, {size} deep.
lead: [Free abdominal|Free peritoneal|Perihepatic and perisplenic] fluid up to {size}.
lead: Ascites [is present|separates the bowel loops] with a maximum depth of {size}.
sum: Ascites, up to {size} deep.
sum: Free peritoneal fluid of {size} depth.
sum: [Moderate|Abundant|Simple] ascites[, {size}|].
pre: the fluid [is of water attenuation|has low density|measures near water]
pre: [low-density fluid lies at the flanks|fluid outlines the liver]
art: the fluid does not enhance
art: there is no [enhancement of the fluid|peritoneal enhancement|fluid enhancement]
pv: no peritoneal enhancement [accompanies it|or thickening is seen]
pv: the fluid is [unenhanced|of water density]
pv@art: the fluid remains unenhanced
del: the fluid [shows no late enhancement|is of low density|again does not enhance]
del@pv: the fluid is unchanged
.pre: [water density|low density fluid]
.art: [no enh|simple fluid]
.pv: [no peritoneal enh|simple fluid]
.del: [unchanged|simple fluid]

# pleural_effusion
lead: There is {side} pleural fluid, {size} deep, with [basal|compressive|adjacent] atelectasis.
lead: [Moderate|Layering|Dependent] {side} pleural effusion, {size} deep.
lead: {side} pleural effusion of {size}[ depth|] [compresses the lower lobe|with passive atelectasis].
lead@one: Pleural fluid [layers|collects] on the {side} to a depth of {size}.
lead@one: The {side} pleural space contains fluid up to {size} deep.
lead@many: Pleural fluid [layers|collects] on both sides to a depth of {size}.
lead@many: Both pleural spaces contain fluid up to {size} deep.
lead: At the lung bases there is {side} pleural effusion of {size}.
sum: {side} pleural effusion, {size} deep.
sum: [Moderate|Simple] {side} effusion with [atelectasis|basal atelectasis], {size}.
sum: {side} pleural fluid of {size}[ with passive atelectasis|].
pre: the fluid [is of water density|has low attenuation]
pre: [low-density fluid layers posteriorly|fluid lies behind the lung]
art: the [compressed|atelectatic] lung enhances beside the fluid
art: one sees compressed lung beside the fluid in the chest
art: [the fluid does not enhance|bright atelectasis borders the fluid]
pv: there is no pleural [enhancement|thickening]
pv: [atelectatic lung enhances above dark fluid|the fluid is unenhanced and layers]
del: the fluid is [unenhanced|of water density|free of contrast]
del@pv: the fluid [remains|is still] unenhanced
.pre: [simple fluid|water density]
.art: [atelectasis enhances|no enh of fluid]
.pv: [no pleural enh|layering fluid]
.del: [unchanged|simple fluid]
)";
