#include "engine/phantom/ReportTables.h"

// Keys as in ReportPhrasesTrainingFrames.cpp and ReportPhrasesTrainingNormals.cpp.
const std::string_view bolus::phantom::tables::testFrames = R"(
# frames
technique: Contrast-enhanced abdominal CT, {phases} acquisitions.
technique: Multiphasic CT of the upper abdomen with {phases} images.
technique: Scan of the abdomen in the {phases} phases after IV contrast.
.technique: Multiphase CT abd ({phases})
.technique: Abd CT w/ contrast in {phases}.

phase: At the {phase} phase, {clause}
phase: {clause} ({phase} phase)
phase: In {phase} phase images, {clause}
phase: As for the {phase} images, {clause}
.phase: in {phase} {clause}
.phase: {clause} ({phase})

brief@size: {named}: {size}.
brief: Diagnosis of {named}<, size {size}>.
brief: CT shows {named}< ({size})>.
brief@extent: {named} of {size}.
.brief@size: {named}: {size}
.brief: pt has {named}<, {size}>
.brief@extent: {named}: {size}

sum: In keeping with {named}< ({size})>.
sum: The study suggests {named}<, {size}>.
sum: Features [suggest|indicate] {named}<, {size}>.
sum: Raises concern for {named}<, {size}>.
.sum: suggests {named}< ({size})>
.sum: most likely {named}<, {size}>

reference: (on series {series}, image {image})
reference: (see image {image}, series {series})
.reference: (im {image}, se {series})

history_head: [CLINICAL HISTORY|REASON FOR EXAM]:
technique_head: SCAN:
comparison_head: PRIOR STUDIES:
findings_head: REPORT OF FINDINGS:
impression_head: [OPINION|SUMMARY]:
.history_head: Clin:
.impression_head: Dx:
.findings_head: Obs:

history: {person} of {age} years with {complaint}.
history: Question of disease: {complaint}.
.history: {complaint}, {age}{sex}.

comparison: Not available.
comparison: There are no prior images.

closing: Summary: {impression}
closing: Taken together: {impression}

normal: CT of the abdomen without significant abnormality.
normal: The abdomen is [normal|unremarkable].
normal: Unremarkable study of the abdomen.
.normal: Unremarkable CT
.normal: CT abd nl

hcc+cirrhosis: Carcinoma in a cirrhotic liver.
hcc+portal_vein_thrombosis: Tumor invasion of the portal vein is possible.
portal_vein_thrombosis+cirrhosis: Cirrhosis is the likely cause of thrombosis.
ascites+cirrhosis: Ascites is a sign of portal hypertension.
acute_pancreatitis+gallstones: Gallstones are the likely cause of pancreatitis.
pleural_effusion+acute_pancreatitis: The effusion is likely due to pancreatitis.
liver_metastases+pancreatic_adenocarcinoma: The pancreatic cancer has spread to the liver.
pleural_effusion+liver_abscess: The effusion is likely due to the abscess.
hepatic_cyst+renal_cyst: Cysts of liver and kidney are benign.
pleural_effusion+ascites: Fluid overload should be considered.

# complaint
liver: [liver mass on ultrasound|abnormal liver enzymes]
biliary: pain in the right upper quadrant
kidney: [blood in the urine|hematuria and flank pain]
spleen: pain in the left upper quadrant
pancreas: [upper abdominal pain|raised lipase]
adrenal: adrenal mass on prior imaging
aorta: back pain and vascular disease
peritoneum: swelling of the abdomen
chest: dyspnea and pain
any: [pain in the abdomen|loss of weight|fever and pain]

# normal
short: Normal.
short: Without abnormality.

liver: The liver shows no mass.
liver: Liver of normal size and density.
.liver: liver unremarkable
liver_focal: The liver contains no lesion.
liver_focal: A focal liver mass is not seen.
.liver_focal: liver w/o focal lesion
liver_diffuse: Other parts of the liver are normal.
liver_diffuse: Liver contour and density are otherwise normal.
.liver_diffuse: liver otherwise nl
ducts: Bile ducts without dilatation.
ducts: Biliary dilatation is not seen.
.ducts: bile ducts nl
gallbladder: Gallbladder without stones.
gallbladder: The gallbladder shows neither stones nor thickening.
.gallbladder: GB w/o stones
portal: Patent portal vein.
portal: The portal vein shows no thrombus.
.portal: no PVT
spleen: Spleen of normal size.
spleen: The spleen shows no lesion.
.spleen: spleen ok
pancreas: Pancreas without mass.
pancreas: The pancreas shows no mass and no inflammation.
.pancreas: pancreas w/o mass
kidneys: Kidneys without mass, stones or obstruction.
kidneys: Both kidneys are normal.
.kidneys: both kidneys nl
other_kidney: The kidney on the {other} is normal.
other_kidney: {other} kidney without abnormality.
.other_kidney: {other} kidney ok
kidney_mass: A solid renal mass is not seen.
kidney_mass: Kidneys without solid tumor.
.kidney_mass: kidneys w/o mass
kidney_stones: Neither stones nor hydronephrosis are seen.
kidney_stones: Hydronephrosis and renal stones are absent.
.kidney_stones: no stones
adrenals: Adrenal glands without nodule.
adrenals: The adrenals show no mass.
.adrenals: adrenals w/o nodule
aorta: Aorta of normal caliber.
aorta: The aorta shows no aneurysm.
.aorta: aorta w/o aneurysm
peritoneum: Free fluid is absent.
peritoneum: The abdomen contains no free fluid.
.peritoneum: w/o free fluid
pleura: Effusion is absent.
pleura: Lung bases without effusion.
.pleura: lung bases nl
nodes: Lymphadenopathy is absent.
nodes: Nodes of normal size.
.nodes: nodes nl
bones: Bones without suspicious lesion.
bones: The bones show no lesion.
.bones: bones w/o lesion
bowel: Bowel of normal caliber.
bowel: Bowel obstruction is absent.
.bowel: bowel ok
)";
