#include "engine/phantom/ReportTables.h"

// Keys as in ReportPhrasesTrainingLiver.cpp. No sentence of these occurs in training or validation,
// but the terms do.
const std::string_view bolus::phantom::tables::testFindings = R"(
# hepatic_cyst
lead: {place} shows a simple cyst of {size}[ without enhancement|].
lead: Smooth, thin-walled cyst within {place} with a diameter of {size}.
lead: Unilocular {size} lesion of fluid density, {where}, a cyst.
sum: Simple cyst of the liver ({where}, {size}).
sum: [Hepatic|Benign hepatic] cyst of {size} within {place}.
pre: {it} has the [density of water|attenuation of fluid]
art: contrast uptake is absent
pv: no contrast is taken up by {it}
del: enhancement is [still|also late] absent
.pre: near water
.art: w/o uptake
.pv: w/o uptake
.del: w/o late uptake

# hemangioma
lead: Lesion of {size} within {place} with [globular|nodular] enhancement of its periphery, a hemangioma.
lead: {place} shows a [lobulated|cavernous] hemangioma of {size}.
lead: [Vascular|Benign] {size} lesion, {where}, with hemangioma pattern.
sum: Hemangioma of the liver ({where}, {size}).
sum: [Cavernous|Benign] hemangioma of {size} within {place}.
pre: the density of {it} is that of blood
art: nodular enhancement [begins|is seen] at the periphery
pv: enhancement has [moved|progressed] from the margin inward
del: {it} is [filled|almost filled] and bright like the vessels
.pre: like blood
.art: nodular periphery
.pv: partial fill from margin
.del: filled in, bright

# hcc
lead: {place} shows a [solid|heterogeneous] tumor of {size}, suspicious for HCC.
lead: Encapsulated tumor within {place} with a diameter of {size}, concerning for hepatocellular carcinoma.
lead@art: Tumor with arterial hyperenhancement, {size}, within {place}.
sum: Hepatocellular carcinoma ({where}, {size}).
sum: HCC of {size} within {place}.
sum@lirads5: HCC within {place}, diameter {size}, LI-RADS 5.
pre: the density of {it} is slightly below that of the liver
art: {it} is brighter than the [whole |]surrounding liver
pv: {it} is dark with a [thin |]capsule around it
pv@art: contrast has washed out of {it}
del: {it} is dark and its capsule bright
.pre: sl dark
.art: hyperdense vs liver
.pv: dark, capsule
.del: dark w/ bright capsule

# liver_metastases
lead: {Count} metastases within {place}, with a maximum diameter of {size}.
lead: {Count} hypodense liver lesions within {place}, largest {size}, in keeping with metastases.
lead: {where}: {count} [target-like|rounded] metastases, the largest of {size}.
sum: Metastatic disease of the liver ({where}), maximum {size}.
sum: {Count} hepatic metastases of up to {size} within {place}.
pre: low density of the lesions is seen
art: their rim enhances [and their center does not|]
pv: their centers are dark against the enhanced liver
del: their density is [still |]below that of the liver
.pre: dark lesions
.art: enh of rim
.pv: dark centers
.del: less than liver

# focal_nodular_hyperplasia
lead: {place} shows a [lobulated|homogeneous] FNH of {size}.
lead: FNH with a central scar within {place}, diameter {size}.
lead: Benign {size} lesion, {where}, with a stellate scar, focal nodular hyperplasia.
sum: FNH of the liver ({where}, {size}).
sum: Focal nodular hyperplasia of {size} within {place}.
pre: the density of {it} is that of the liver
art: enhancement of {it} is intense and spares the scar
pv: {it} has faded and is close to liver density
del: its scar is [bright|enhanced]
.pre: like liver
.art: intense, scar spared
.pv: close to liver
.del: bright scar

# hepatic_adenoma
lead: {place} shows a [smooth|round] hepatic adenoma of {size}.
lead: Well-circumscribed mass without scar within {place}, diameter {size}, likely an adenoma.
lead: Adenoma of {size}, {where}, with smooth margins.
sum: Adenoma of the liver ({where}, {size}).
sum: [Likely|Probable] hepatocellular adenoma of {size} within {place}.
pre: its density is slightly below that of the liver
art: enhancement of {it} is moderate and homogeneous
pv: {it} is hard to tell from the enhanced liver
del: its density is at or slightly below that of the liver
.pre: sl below liver
.art: moderate, homogeneous
.pv: like liver
.del: like liver or below

# cholangiocarcinoma
lead: {place} shows an infiltrative tumor of {size} with dilated bile ducts and capsular retraction.
lead: Cholangiocarcinoma within {place}, diameter {size}, [with biliary dilatation|retracting the capsule].
lead: Fibrous {size} mass, {where}, with irregular margins and peripheral duct dilatation.
sum: Intrahepatic cholangiocarcinoma ({where}, {size}).
sum: [Suspected|Likely] cholangiocarcinoma of {size} within {place}.
pre: low density and irregular margins of {it} are seen
art: enhancement is limited to an irregular rim
pv: {it} fills slowly from its margin
del: its center is now denser than the liver
.pre: irregular, low density
.art: irregular rim only
.pv: slow fill
.del: dense center, late

# liver_abscess
lead: {place} shows a septated abscess of {size} with edema around it.
lead: Thick-walled collection within {place}, diameter {size}, most likely an abscess.
lead: Pyogenic abscess of {size}, {where}, with an irregular wall.
sum: Abscess of the liver ({where}, {size}).
sum: [Septated|Pyogenic] hepatic abscess of {size} within {place}.
pre: {it} is dark, but denser than water
art: the wall is bright within a dark halo
pv: enhancement of wall and septa is seen around [pus|fluid]
del: the wall is still bright and the center dark
.pre: dark collection
.art: bright wall, dark halo
.pv: wall and septa bright
.del: bright wall

# fatty
pre: the dark fatty liver makes contrast hard to judge
pv: density is hard to compare with the fatty liver
del: comparison with the fatty liver is of limited value
.pre: hard to judge, fatty liver
.pv: hard to judge, fatty liver
.del: hard to judge, fatty liver

# steatosis
lead: Diffuse steatosis of the liver[ is present| is seen|].
lead: The attenuation of the liver is diffusely decreased.
lead: Fatty change involves the whole liver.
sum: Steatosis of the liver.
sum: [Diffuse|Moderate] fatty change of the liver.
pre: the attenuation of the liver is below that of the spleen
art: the liver is darker than the spleen
pv: the spleen is clearly brighter than the liver
del: the liver [enhances less|is less dense] than the spleen
.pre: liver below spleen
.art: liver darker
.pv: spleen brighter
.del: liver less dense

# cirrhosis
lead: Cirrhosis with a nodular liver surface[ and an enlarged spleen|].
lead: Liver of irregular contour with [caudate hypertrophy|an enlarged caudate lobe], cirrhotic.
lead: The cirrhotic liver is [small|shrunken], its contour nodular.
sum: Cirrhosis of the liver [and splenomegaly|with portal hypertension].
sum: Nodular cirrhotic liver.
pre: the parenchyma is coarse and its surface nodular
art: enhancement of the parenchyma is uneven
pv: nodules and collateral veins are [seen|visible]
del: fibrosis has enhanced between nodules
.pre: nodular surface
.art: uneven, coarse enh
.pv: nodules, collaterals
.del: enh of fibrosis

# portal_vein_thrombosis
lead: Thrombus [occludes|expands] {place}<, {size} in diameter>.
lead: {place}<, {size} wide,> is filled by thrombus.
lead: Filling defect of {place}, a thrombus<, {size}>.
sum: Portal vein thrombosis ({where}).
sum: Occlusion of {place} by thrombus<, {size}>.
pre: the thrombus is as dense as blood
art: the liver shows increased arterial flow
pv: the vein contains no contrast but a filling defect
del: contrast is absent from the vein
.pre: dense as blood
.art: arterial flow increased
.pv: vein not opacified
.del: vein w/o contrast

# gallstones
lead@one: Single gallbladder stone, {size}, [calcified|dense and dependent].
lead@one: A calcified calculus of {size} lies in the gallbladder.
lead@many: Several small calculi lie in the gallbladder, up to {size}.
lead@many: Gallbladder with stones of up to {size}.
sum: Stone disease of the gallbladder ({size}).
sum@one: Gallbladder calculus of {size}.
sum@many: Gallbladder calculi of up to {size}.
pre: calcium density is seen in the gallbladder
art: the stone material does not enhance
pv: calcium density contrasts with the bile
del: calcium density in the gallbladder is unchanged
.pre: calcium density
.art: stone dense
.pv: calcium in bile
.del: calcium unchanged

# renal_cyst
lead: Simple cyst of {size} within {place}[, Bosniak I|].
lead: {place} shows a cyst of {size}[ without septa|].
lead: Thin-walled cyst arising from {place}, diameter {size}.
sum: Renal cyst of {size} ({where}).
sum: Uncomplicated cyst, {where}, diameter {size}.
pre: its density is that of water
art: uptake of contrast is absent
pv: neither wall nor content enhances
del: enhancement of {it} is [still |]absent
.pre: like water
.art: w/o uptake
.pv: w/o enh
.del: w/o enh

# clear_cell_rcc
lead: {place} shows a solid tumor of {size}, likely clear cell carcinoma.
lead@art: Hypervascular renal tumor of {size} within {place}.
lead: Heterogeneous solid tumor arising from {place}, diameter {size}, concerning for RCC.
sum: Clear cell carcinoma of the kidney ({where}, {size}).
sum: Renal tumor of {size}, {where}, typical of clear cell type.
pre: the density of {it} is that of the kidney
art: enhancement of {it} is strong and heterogeneous
pv: {it} is less bright than the cortex
del: {it} is now darker than the kidney
.pre: like kidney
.art: strong heterogeneous enh
.pv: below cortex
.del: darker than kidney

# papillary_rcc
lead: {place} shows a homogeneous solid tumor of {size}, likely papillary carcinoma.
lead: Weakly enhancing renal tumor of {size} within {place}.
lead: Hypovascular solid tumor arising from {place}, diameter {size}, papillary type.
sum: Papillary carcinoma of the kidney ({where}, {size}).
sum: Renal tumor of {size}, {where}, typical of papillary type.
pre: the density of {it} is homogeneous and above water
art: enhancement of {it} is weak
pv: {it} has enhanced slightly and evenly
del: {it} is still weakly enhanced and homogeneous
.pre: homogeneous, above water
.art: weakly enhancing
.pv: slight even enh
.del: still weak

# angiomyolipoma
lead: {place} shows a mass of fat and vessels, {size}.
lead: Fatty renal mass of {size} within {place}, an AML.
lead: Angiomyolipoma arising from {place}, diameter {size}.
sum: AML of the kidney ({where}, {size}).
sum: Renal angiomyolipoma of {size} within {place}.
pre: negative density proves macroscopic fat
art: enhancement is limited to strands within the fat
pv: {it} is fatty and hardly enhances
del: the fat is [still |]evident
.pre: fatty, negative density
.art: only strands enh
.pv: mostly fat
.del: fat evident

# renal_stone
lead: Calculus of {size} within {place}.
lead: {place} shows a dense stone of {size}.
lead: Calcified {size} stone, {where}.
sum: Stone of {size} ({where}).
sum: Renal calculus within {place}, {size}.
pre: {it} has calcium density
art: {it} is dense beside the bright cortex
pv: its calcium density is [well |]seen
del: contrast in the pelvis surrounds {it}
.pre: calcium
.art: dense vs cortex
.pv: calcium seen
.del: contrast around stone

# hydronephrosis
lead: Hydronephrosis of the {side} kidney, renal pelvis {size} wide.
lead: The {side} renal pelvis is dilated to {size} and the ureter is wide.
lead: Distended {side} calyces and pelvis, {size}, as in obstruction.
sum: {side} urinary obstruction (pelvis {size}).
sum: Dilated {side} collecting system, {size}.
pre: water density distends pelvis and calyces
art: that kidney enhances less than the other
pv: no contrast has reached the dilated pelvis
del: the dilated pelvis contains hardly any contrast
.pre: fluid in wide pelvis
.art: less enh than other side
.pv: no contrast in pelvis
.del: hardly any excretion

# pancreatic_adenocarcinoma
lead: {place} shows a poorly enhancing tumor of {size}.
lead: Hypodense mass within {place}, diameter {size}, most likely adenocarcinoma.
lead: Ductal carcinoma of {size}, {where}, with ill-defined margins.
sum: Ductal adenocarcinoma of the pancreas ({where}, {size}).
sum: Pancreatic cancer of {size} within {place}.
pre: the density of {it} is that of the gland
art: {it} is dark beside the enhanced pancreas
pv: enhancement of {it} is still weak
del: {it} has taken up some contrast late
.pre: like gland
.art: dark vs panc
.pv: still weak
.del: some late uptake

# neuroendocrine_tumor
lead: {place} shows a well-defined neuroendocrine tumor of {size}.
lead: Round nodule within {place}, diameter {size}, likely an islet cell tumor.
lead@art: Hypervascular pancreatic nodule of {size}, {where}.
sum: Neuroendocrine tumor of the pancreas ({where}, {size}).
sum: Pancreatic NET of {size} within {place}.
pre: {it} is as dense as the gland
art: {it} is intensely bright beside the pancreas
pv: {it} is slightly brighter than the gland
del: {it} is close to the density of the pancreas
.pre: dense as gland
.art: intensely bright
.pv: slightly brighter
.del: close to gland

# acute_pancreatitis
lead: Acute pancreatitis, the gland {size} thick and [edematous|swollen].
lead: The pancreas is enlarged ({size}), the fat around it inflamed.
lead: Fluid and stranding surround a swollen pancreas of {size}.
sum: Pancreatitis, acute, gland {size}.
sum: Acute inflammation of the pancreas with [fluid|stranding].
pre: the gland is large and the fat around it stranded
art: enhancement of the gland is reduced
pv: the swollen gland enhances less than normal
del: fluid around the gland is unenhanced
.pre: large gland, stranding
.art: enh reduced
.pv: less enh than normal
.del: unenhanced fluid

# adrenal_adenoma
lead: {side} adrenal nodule of {size} with [low density|smooth margins].
lead: The {side} adrenal gland shows a homogeneous adenoma of {size}.
lead: Lipid-rich nodule of the {side} adrenal, diameter {size}.
sum: Adenoma, {side} adrenal gland ({size}).
sum: Benign {side} adrenal nodule of {size}, an adenoma.
pre: its low density proves lipid
art: enhancement of {it} is moderate
pv: {it} has enhanced markedly
del: {it} has [little enhancement left|lost most of its enhancement]
.pre: low density, lipid
.art: moderate
.pv: marked enh
.del: contrast lost

# splenic_infarct
lead: Wedge-shaped infarct of {size} within {place}.
lead: {place} shows a triangular defect of {size}.
lead: Perfusion defect with its base on the capsule, {size}, {where}.
sum: Infarct of the spleen ({where}, {size}).
sum: Splenic infarction of {size} within {place}.
pre: {it} is hardly darker than the spleen
art: perfusion of the wedge is absent
pv: the wedge is dark beside the enhanced spleen
del: perfusion is still absent
.pre: hardly visible
.art: perfusion absent
.pv: dark beside spleen
.del: still dark

# aortic_aneurysm
lead: {place} is {size} wide, a fusiform aneurysm with thrombus.
lead: Infrarenal aneurysm with a maximum diameter of {size}.
lead: Aneurysm with mural thrombus, {size}, of {place}.
sum: Infrarenal aneurysm of the aorta ({size}).
sum: AAA, diameter {size}[, with mural thrombus|].
pre: calcification of the wall is seen
art: a bright lumen lies beside dark thrombus
pv: thrombus along the wall is unenhanced
del: the thrombus is [still |]unenhanced and no leak is seen
.pre: calcified wall
.art: bright lumen, thrombus
.pv: wall thrombus
.del: thrombus, no leak seen

# aortic_dissection
lead: Intimal flap in {place}, which has two lumina.
lead: {place} is dissected, with a true and a false lumen[ and {size} wide|].
lead: Aortic dissection with a thin flap, {where}.
sum: Dissection ({where}).
sum: Dissected aorta with perfused false lumen ({where}).
pre: the flap cannot be seen
art: the false lumen is less bright than the true one
pv: both lumina contain contrast and the flap is dark
del: both lumina are of similar brightness
.pre: flap invisible
.art: false lumen less bright
.pv: both lumina bright
.del: lumina similar

# ascites
lead: Ascites around liver and spleen, depth {size}.
lead: Free fluid of {size} depth at the flanks.
lead: The abdomen contains [moderate|abundant] free fluid, {size} deep.
sum: Ascites of {size} depth.
sum: [Moderate|Abundant] free fluid, depth {size}.
pre: density of the fluid is that of water
art: the fluid takes up no contrast
pv: neither fluid nor peritoneum enhances
del: the fluid has taken up no contrast
.pre: fluid like water
.art: fluid w/o contrast
.pv: peritoneum w/o enh
.del: fluid as before

# pleural_effusion
lead: {side} effusion at the lung base, {size} deep, with compressed lung.
lead: Layering {side} pleural fluid, depth {size}.
lead: {side} pleural effusion with adjacent atelectasis, {size}.
sum: Pleural effusion, {side}, depth {size}.
sum: [Layering|Simple] {side} pleural effusion of {size}.
pre: the effusion is of water density
art: atelectatic lung is bright beside dark fluid
pv: the pleura does not enhance
del: the effusion is free of contrast
.pre: effusion like water
.art: bright atelectasis
.pv: pleura w/o enh
.del: effusion unchanged
)";
