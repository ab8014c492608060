#include "engine/phantom/ReportTables.h"

// Keys as in ReportPhrasesTrainingLiver.cpp. No sentence of these occurs in training or test.
const std::string_view bolus::phantom::tables::validationFindings = R"(
# hepatic_cyst
lead: A cyst of {size} is noted in {place}.
lead: Noted in {place} is a {size} lesion of water density, a simple cyst.
lead: Liver cyst, {where}, size {size}.
sum: {where}: simple cyst, {size}.
sum: Hepatic cyst without complexity, {size}, {where}.
pre: water density is measured in {it}
art: {it} is unenhanced
pv: the liver enhances and {it} does not
del: there is no uptake of contrast by {it}
.pre: water
.art: unenhanced
.pv: does not enhance
.del: unenhanced, unchanged

# hemangioma
lead: A hemangioma of {size} is noted in {place}.
lead: Noted in {place} is a {size} lesion that fills like a hemangioma.
lead: Liver hemangioma, {where}, size {size}.
sum: {where}: hemangioma, {size}.
sum: Lesion with hemangioma enhancement, {size}, {where}.
pre: low density equal to blood is noted
art: bright nodules are noted along its edge
pv: contrast fills {it} from the edge toward the center
del: contrast fills nearly all of {it}
.pre: blood-like density
.art: bright nodules at edge
.pv: filling from edge
.del: nearly filled

# hcc
lead: A tumor of {size} is noted in {place}, likely HCC.
lead: Noted in {place} is a {size} encapsulated mass, suspicious for hepatocellular carcinoma.
lead: Liver mass, {where}, size {size}, concerning for hepatocellular carcinoma.
sum: {where}: hepatocellular carcinoma, {size}.
sum: Liver tumor typical of HCC, {size}, {where}.
pre: {it} is of slightly lower density than the liver
art: strong arterial enhancement of {it} is noted
pv: {it} is of lower density than the liver and has a capsule
pv@art: washout of {it} is noted
del: its capsule enhances and its center is hypodense
.pre: slightly lower density
.art: strong enh
.pv: lower density, capsule
.del: capsule bright, center dark

# liver_metastases
lead: {Count} metastases are noted in {place}, size up to {size}.
lead: Noted in {place} are {count} hypodense lesions, the largest {size}, likely metastases.
lead: Liver metastases ({count}) in {place}, largest {size}.
sum: {where}: metastases, largest {size}.
sum: Metastatic liver disease, {count} lesions up to {size}, {where}.
pre: {it} are of lower density than the liver
art: a bright rim around dark centers is noted
pv: dark lesions in the bright liver are noted
del: {it} are less enhanced than the liver
.pre: lower density
.art: bright rims
.pv: dark in bright liver
.del: less enhanced

# focal_nodular_hyperplasia
lead: An FNH of {size} is noted in {place}.
lead: Noted in {place} is a {size} lesion with a central scar, likely FNH.
lead: Focal nodular hyperplasia, {where}, size {size}.
sum: {where}: FNH, {size}.
sum: Lesion with scar typical of focal nodular hyperplasia, {size}, {where}.
pre: {it} has nearly the density of the liver
art: bright enhancement but for the scar is noted
pv: {it} and the liver have equal density
del: a bright central scar is noted
.pre: equal to liver
.art: bright but for scar
.pv: equal to liver
.del: scar bright late

# hepatic_adenoma
lead: An adenoma of {size} is noted in {place}.
lead: Noted in {place} is a {size} smooth homogeneous mass, likely adenoma.
lead: Hepatic adenoma, {where}, size {size}.
sum: {where}: hepatocellular adenoma, {size}.
sum: Smooth liver lesion favoring adenoma, {size}, {where}.
pre: {it} is of nearly liver density
art: moderate diffuse enhancement of {it} is noted
pv: {it} and the enhanced liver are nearly equal
del: no scar enhances and {it} is nearly isodense
.pre: nearly liver density
.art: diffuse moderate enh
.pv: nearly equal
.del: nearly isodense, no scar

# cholangiocarcinoma
lead: An infiltrative mass of {size} is noted in {place}, with dilated ducts.
lead: Noted in {place} is a {size} irregular tumor that retracts the capsule, likely cholangiocarcinoma.
lead: Intrahepatic cholangiocarcinoma, {where}, size {size}.
sum: {where}: cholangiocarcinoma, {size}.
sum: Infiltrating tumor with dilated bile ducts, likely cholangiocarcinoma, {size}, {where}.
pre: an irregular hypodense area is noted
art: its margin enhances irregularly
pv: the margin enhances and the center only slowly
del: the fibrous center enhances late
.pre: irregular dark area
.art: irregular margin enh
.pv: center enhances slowly
.del: center bright late

# liver_abscess
lead: An abscess of {size} is noted in {place}.
lead: Noted in {place} is a {size} thick-walled collection with septa and edema.
lead: Pyogenic liver abscess, {where}, size {size}.
sum: {where}: abscess, {size}.
sum: Thick-walled collection favoring abscess, {size}, {where}.
pre: a low-density collection is noted
art: a bright wall and a dark halo are noted
pv: wall and septa are bright, the center is dark
del: edema has enhanced around the fluid
.pre: low-density collection
.art: wall bright, halo dark
.pv: bright wall and septa
.del: edema enhanced

# fatty
pre: the liver is fatty, which limits comparison
pv: fatty liver makes comparison difficult
del: comparison is limited by the fatty liver
.pre: limited, liver fatty
.pv: limited, liver fatty
.del: limited, liver fatty

# steatosis
lead: Fatty infiltration of the liver is noted.
lead: Noted is a liver of diffusely low attenuation, steatosis.
lead: Liver diffusely hypodense, fatty.
sum: Fatty liver, diffuse.
sum: Steatosis, [moderate|diffuse].
pre: liver attenuation is less than that of the spleen
art: low liver attenuation is noted beside the spleen
pv: liver attenuation is low and the vessels are bright
del: low liver attenuation is noted
.pre: liver less than spleen
.art: low liver attenuation
.pv: low attenuation, bright vessels
.del: low liver density

# cirrhosis
lead: Cirrhosis is noted with [nodular contour|splenomegaly].
lead: Noted is a nodular liver with caudate hypertrophy, cirrhosis.
lead: Cirrhotic liver, irregular surface, large spleen.
sum: Nodular cirrhosis[ and a large spleen|].
sum: Cirrhosis and signs of portal hypertension.
pre: a nodular surface is noted
art: patchy enhancement of the liver is noted
pv: collateral veins and a large spleen are noted
del: fibrous bands are bright
.pre: surface nodular
.art: patchy
.pv: collaterals, large spleen
.del: fibrous bands bright

# portal_vein_thrombosis
lead: Thrombosis of {place} is noted<, {size} wide>.
lead: Noted in {place} is a filling defect<, {size}>, thrombus.
lead: Clot in {place}<, {size}>.
sum: {where}: thrombosis<, {size}>.
sum: Thrombus occluding {place}.
pre: the vein is wide
art: bright parenchyma from arterial flow is noted
pv: a dark filling defect is noted in the vein
del: the vein does not opacify
.pre: wide vein
.art: bright parenchyma
.pv: dark filling defect
.del: vein still dark

# gallstones
lead@one: A gallstone of {size} is noted.
lead@one: Noted in the gallbladder is a calcified stone of {size}.
lead@many: Gallstones are noted, size up to {size}.
lead@many: Noted in the gallbladder are several small stones, largest {size}.
sum: Gallbladder: cholelithiasis, {size}.
sum@one: One gallstone, {size}.
sum@many: Several gallstones, largest {size}.
pre: calcification is noted in the gallbladder
art: dense stone material is noted in the bile
pv: the gallbladder wall is thin and the stone material dense
del: stone material lies in the bile
.pre: calcification
.art: stone in bile
.pv: wall thin
.del: stone, bile

# renal_cyst
lead: A renal cyst of {size} is noted in {place}.
lead: Noted in {place} is a {size} cyst, Bosniak I.
lead: Cortical cyst, {where}, size {size}.
sum: {where}: simple cyst, {size}.
sum: Renal cyst without complexity, {size}, {where}.
pre: water density is noted in {it}
art: {it} is without contrast uptake
pv: {it} is without enhancement of wall or content
del: there is no late uptake by {it}
.pre: water
.art: unenhanced
.pv: wall thin, unenhanced
.del: unenhanced, unchanged

# clear_cell_rcc
lead: A solid renal tumor of {size} is noted in {place}, likely clear cell type.
lead: Noted in {place} is a {size} heterogeneous mass, suspicious for clear cell RCC.
lead: Renal mass, {where}, size {size}, concerning for clear cell carcinoma.
sum: {where}: clear cell carcinoma, {size}.
sum: Solid tumor typical of clear cell RCC, {size}, {where}.
pre: {it} has about the density of the kidney
art: strong uneven enhancement of {it} is noted
pv: {it} is of lower density than the cortex
del: {it} is of clearly lower density than the kidney
.pre: about kidney density
.art: strong uneven enh
.pv: lower than cortex
.del: lower than kidney

# papillary_rcc
lead: A homogeneous renal tumor of {size} is noted in {place}, likely papillary type.
lead: Noted in {place} is a {size} hypovascular mass, suspicious for papillary RCC.
lead: Renal mass, {where}, size {size}, concerning for papillary carcinoma.
sum: {where}: papillary carcinoma, {size}.
sum: Hypovascular tumor typical of papillary RCC, {size}, {where}.
pre: solid density is measured in {it}
art: weak enhancement of {it} is noted
pv: mild uniform enhancement of {it} is noted
del: slow mild enhancement of {it} is noted
.pre: solid density
.art: weak
.pv: mild uniform enh
.del: slow mild enh

# angiomyolipoma
lead: An AML of {size} is noted in {place}.
lead: Noted in {place} is a {size} mass with fat.
lead: Angiomyolipoma, {where}, size {size}.
sum: {where}: AML, {size}.
sum: Fatty renal tumor, angiomyolipoma, {size}, {where}.
pre: fat is noted in {it}
art: vessels enhance and fat does not
pv: fat and thin strands are noted
del: fat density of {it} is noted
.pre: fat
.art: vessels enh
.pv: fat, thin strands
.del: fat noted

# renal_stone
lead: A calculus of {size} is noted in {place}.
lead: Noted in {place} is a dense stone of {size}.
lead: Renal stone, {where}, size {size}.
sum: {where}: calculus, {size}.
sum: Nephrolithiasis, {size}, {where}.
pre: calcium density is noted
art: {it} is denser than the cortex
pv: a dense stone in the dark pelvis is noted
del: excreted contrast lies around {it}
.pre: calcium density noted
.art: denser than cortex
.pv: dense in dark pelvis
.del: contrast around it

# hydronephrosis
lead: {side} hydronephrosis is noted, renal pelvis {size}.
lead: Noted is a dilated {side} collecting system, the pelvis of {size}.
lead: Obstructed {side} kidney, pelvis {size}.
sum: {side} kidney: hydronephrosis, {size}.
sum: Dilated {side} renal pelvis ({size}) and ureter.
pre: dilated fluid-filled calyces are noted
art: weak enhancement of that cortex is noted
pv: a delayed nephrogram is noted
del: delayed excretion is noted
.pre: fluid-filled calyces
.art: weak cortex
.pv: nephrogram delayed
.del: excretion delayed

# pancreatic_adenocarcinoma
lead: A hypovascular tumor of {size} is noted in {place}.
lead: Noted in {place} is a {size} ill-defined mass, suspicious for carcinoma.
lead: Pancreatic mass, {where}, size {size}, concerning for adenocarcinoma.
sum: {where}: ductal adenocarcinoma, {size}.
sum: Tumor typical of pancreatic cancer, {size}, {where}.
pre: {it} has the density of the gland
art: weak enhancement beside the bright pancreas is noted
pv: {it} is of lower density than the pancreas
del: some late enhancement of {it} is noted
.pre: gland density
.art: weak beside panc
.pv: lower than panc
.del: some late enh

# neuroendocrine_tumor
lead: A neuroendocrine tumor of {size} is noted in {place}.
lead: Noted in {place} is a {size} round nodule, likely NET.
lead: Pancreatic nodule, {where}, size {size}, suspicious for neuroendocrine tumor.
sum: {where}: neuroendocrine tumor, {size}.
sum: Nodule typical of NET, {size}, {where}.
pre: {it} has about the density of the gland
art: strong bright enhancement of {it} is noted
pv: {it} is mildly brighter than the pancreas
del: {it} has nearly the density of the gland
.pre: about gland density
.art: strong, bright
.pv: mildly bright
.del: nearly gland density

# acute_pancreatitis
lead: Acute pancreatitis is noted, gland {size} thick.
lead: Noted is a swollen pancreas ({size}) with fluid and stranded fat.
lead: Pancreas enlarged to {size}, inflamed, with fluid.
sum: Inflamed pancreas, acute pancreatitis.
sum: Pancreatitis with edema and fluid, gland {size}.
pre: swelling and stranding are noted
art: weak enhancement of the gland is noted
pv: uneven enhancement of the gland is noted
del: fluid around the pancreas is noted
.pre: swollen gland
.art: gland weak
.pv: gland uneven
.del: fluid around gland

# adrenal_adenoma
lead: A {side} adrenal nodule of {size} is noted.
lead: Noted is a {size} low-density nodule in the {side} adrenal gland.
lead: {side} adrenal adenoma, size {size}.
sum: {side} adrenal: adenoma, {size}.
sum: Lipid-rich {side} adrenal nodule of {size}.
pre: lipid density is measured
art: moderate enhancement of {it} is noted
pv: brisk enhancement of {it} is noted
del: low density of {it} is noted
del@pv: washout of {it} is noted
.pre: lipid density
.art: some moderate enh
.pv: brisk
.del: low density again

# splenic_infarct
lead: A wedge-shaped infarct of {size} is noted in {place}.
lead: Noted in {place} is a {size} triangular area without enhancement.
lead: Splenic infarct, {where}, size {size}.
sum: {where}: infarct, {size}.
sum: Wedge-shaped infarction, {size}, {where}.
pre: a faint hypodense area is noted
art: a dark wedge is noted
pv: the wedge does not enhance
del: the wedge is dark
.pre: faint
.art: wedge dark
.pv: wedge, no enh
.del: wedge still dark

# aortic_aneurysm
lead: An aneurysm of {place} is noted, diameter {size}.
lead: Noted is a {size} infrarenal aneurysm with thrombus.
lead: {place} is dilated, size {size}, with mural thrombus.
sum: {where}: aneurysm, {size}.
sum: Infrarenal aneurysm with thrombus, {size}.
pre: a calcified wall is noted
art: a bright lumen and dark thrombus are noted
pv: dark mural thrombus is noted
del: no leak of contrast is noted
.pre: wall calcified
.art: lumen bright, thrombus dark
.pv: thrombus dark
.del: no contrast leak

# aortic_dissection
lead: Dissection of {place} is noted.
lead: Noted in {place} is an intimal flap between two lumina.
lead: Noted is dissection of {place} with true and false lumen.
sum: {where}: dissection.
sum: Aortic dissection, two lumina, {where}.
pre: no flap is visible
art: the false lumen fills late
pv: a flap between bright lumina is noted
del: both lumina have equal density
.pre: no flap visible
.art: false lumen late
.pv: flap between lumina
.del: equal lumina

# ascites
lead: Ascites of {size} depth is noted.
lead: Noted is free fluid at the flanks, {size} deep.
lead: Abdominal fluid, depth {size}.
sum: Abdomen: ascites, {size}.
sum: Free fluid up to {size} deep.
pre: fluid of water density is noted
art: fluid and peritoneum do not enhance
pv: the peritoneum does not enhance
del: the fluid does not enhance late
.pre: water density fluid
.art: fluid, no enh
.pv: thin peritoneum
.del: fluid, no late enh

# pleural_effusion
lead: {side} pleural effusion is noted, {size} deep.
lead: Noted at the lung base is {side} pleural fluid, {size} deep, with atelectasis.
lead: {side} effusion, depth {size}, compressed lung.
sum: Chest: {side} pleural effusion, {size}.
sum: {side} effusion with atelectasis, depth {size}.
pre: pleural fluid of water density is noted
art: enhanced atelectasis is noted
pv: compressed lung enhances and fluid does not
del: unenhanced pleural fluid is noted
.pre: pleural fluid
.art: enhanced atelectasis
.pv: compressed lung enh
.del: fluid unenhanced
)";
