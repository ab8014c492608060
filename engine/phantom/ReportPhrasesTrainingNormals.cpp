#include "engine/phantom/ReportTables.h"

// What is said of an organ without a finding, by topic; "short" may stand below any heading.
const std::string_view bolus::phantom::tables::trainingNormals = R"(
# normal
short: Unremarkable.
short: [No abnormality|No focal abnormality].
short: [Appears normal|Negative|Looks normal].

liver: The liver is normal in size and [contour|attenuation][ without focal lesion|].
liver: No [focal |suspicious |]liver lesion.
liver: The liver [enhances|is] homogeneous[ly|] without a mass.
liver: Normal liver[ parenchyma|].
liver: There is no hepatic mass [and no|or] fatty infiltration.
.liver: [Liver nl|liver fine]
.liver: [no liver lesion|liver w/o mass]

liver_focal: No focal liver lesion [is seen|is identified|is noted].
liver_focal: There is no suspicious hepatic mass.
liver_focal: No hepatic mass lesion.
liver_focal: No focal hepatic abnormality.
liver_focal: The hepatic parenchyma contains no focal mass.
.liver_focal: no focal hepatic lesion

liver_diffuse: The liver is otherwise [unremarkable|normal].
liver_diffuse: The remaining [liver|hepatic] parenchyma is [normal|unremarkable|homogeneous].
liver_diffuse: No [cirrhosis or steatosis|surface nodularity or fatty change].
liver_diffuse: The liver contour is smooth.
liver_diffuse: The hepatic background is normal.
liver_diffuse: All other parts of the liver are normal.
.liver_diffuse: rest of liver nl

ducts: No biliary dilatation.
ducts: The bile ducts are [not dilated|of normal caliber|unremarkable].
ducts: There is no intrahepatic or extrahepatic biliary dilatation.
ducts: No dilatation of the common bile duct.
ducts: Intrahepatic bile ducts are normal.
.ducts: [no biliary dil|CBD nl|ducts nondilated]

gallbladder: The gallbladder is [unremarkable|normal].
gallbladder: No gallstones.
gallbladder: [Normal|Unremarkable] gallbladder without [calculi|stones|wall thickening].
gallbladder: No cholelithiasis or gallbladder wall thickening.
gallbladder: The gallbladder contains no stones.
.gallbladder: [GB nl|no gallstones]

portal: The portal vein is [patent|of normal caliber|widely patent].
portal: [Portal|Portal and hepatic] veins are patent.
portal: No portal vein thrombosis.
portal: Normal caliber of the portal vein[ without thrombus|].
portal: The portal venous system is patent without varices.
.portal: [PV patent|portal vein patent]

spleen: The spleen is [unremarkable|normal in size].
spleen: Normal spleen[ without focal lesion|].
spleen: No splenic [lesion|infarct or mass].
spleen: There is no splenomegaly.
spleen: The spleen enhances homogeneously.
.spleen: [spleen nl|spleen unremarkable|WNL spleen]

pancreas: The pancreas is [unremarkable|normal].
pancreas: No pancreatic mass or ductal dilatation.
pancreas: Normal pancreas without [mass|inflammation|peripancreatic fluid].
pancreas: There is no dilatation of the pancreatic duct.
pancreas: The pancreas enhances normally[ without a mass|].
.pancreas: [panc nl|pancreas nl, no mass]

kidneys: The kidneys are [unremarkable|normal].
kidneys: No renal mass, stone or hydronephrosis.
kidneys: Both kidneys enhance symmetrically[ without hydronephrosis|].
kidneys: Normal kidneys without [calculi or obstruction|mass].
kidneys: There is no focal renal lesion[ on either side|].
.kidneys: [kidneys nl|kidneys unremarkable]
.kidneys: no renal mass, no hydro

other_kidney: The {other} kidney is [unremarkable|normal].
other_kidney: No lesion of the {other} kidney.
other_kidney: [Normal|Unremarkable] {other} kidney.
other_kidney: The {other} kidney shows no mass.
other_kidney: There is no abnormality of the {other} kidney.
.other_kidney: [{other} kidney nl|nl {other} kidney]

kidney_mass: No [solid |]renal mass.
kidney_mass: There is no solid mass in either kidney.
kidney_mass: The renal parenchyma is without a mass.
kidney_mass: No enhancing renal lesion.
kidney_mass: Neither kidney contains a tumor.
.kidney_mass: no renal mass

kidney_stones: No hydronephrosis or renal calculus.
kidney_stones: There are no renal stones and no [obstruction|hydronephrosis].
kidney_stones: The collecting systems are not dilated.
kidney_stones: No urinary obstruction or calculi.
kidney_stones: The ureters are not dilated.
kidney_stones: There is no dilatation of the renal pelvis.
.kidney_stones: [no hydro|no hydro or stones]

adrenals: The adrenal glands are [normal|unremarkable].
adrenals: No adrenal nodule.
adrenals: Both adrenals are [normal|unremarkable][ in size|].
adrenals: There is no adrenal mass[ or thickening|].
adrenals: Normal adrenal glands.
.adrenals: [adrenals nl|no adrenal nodule]

aorta: The abdominal aorta is of normal caliber.
aorta: No aortic aneurysm[ or dissection|].
aorta: The aorta is not dilated.
aorta: Normal caliber of the abdominal aorta[ without dissection|].
aorta: There is no aneurysm of the aorta.
.aorta: [aorta nl|no AAA]

peritoneum: No ascites.
peritoneum: There is no free fluid.
peritoneum: No [free |]intraperitoneal fluid[ or air|].
peritoneum: No peritoneal fluid or [nodularity|thickening].
peritoneum: There is no fluid collection in the abdomen.
.peritoneum: [no ascites|no FF]

pleura: The lung bases are clear.
pleura: No pleural effusion.
pleura: There is no pleural fluid[ and no consolidation|].
pleura: Clear lung bases without effusion.
pleura: The imaged lungs are unremarkable.
.pleura: [bases clear|no effusion]

nodes: No enlarged lymph nodes.
nodes: There is no [abdominal |retroperitoneal |]lymphadenopathy.
nodes: Lymph nodes are not enlarged.
nodes: No retroperitoneal or mesenteric adenopathy.
nodes: No pathologic lymph nodes.
.nodes: [no LAD|no adenopathy]

bones: No suspicious bone lesion.
bones: The imaged skeleton is unremarkable.
bones: No [lytic or sclerotic|destructive] osseous lesion.
bones: Bones are [unremarkable|intact].
bones: There is no acute osseous abnormality.
.bones: [bones nl|no bone lesion]

bowel: The bowel is [unremarkable|normal in caliber].
bowel: No bowel obstruction[ or wall thickening|].
bowel: Stomach and bowel are [unremarkable|ok].
bowel: There is no dilated or thickened bowel loop.
bowel: No free air and no bowel dilatation.
.bowel: [bowel nl|no obstruction]
)";
