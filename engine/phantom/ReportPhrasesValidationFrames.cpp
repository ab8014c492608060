#include "engine/phantom/ReportTables.h"

// Keys as in ReportPhrasesTrainingFrames.cpp and ReportPhrasesTrainingNormals.cpp.
const std::string_view bolus::phantom::tables::validationFrames = R"(
# frames
technique: {phases} CT images of the abdomen were obtained.
technique: Abdominal CT with contrast in {phases} phases.
technique: Upper abdominal CT was performed, {phases} phases.
.technique: CT abd, phases: {phases}
.technique: {phases} CT abd w/ contrast

phase: {clause} when imaged in the {phase} phase
phase: {phase} phase: {clause}
phase: The {phase} phase: {clause}
.phase: {phase} {clause}
.phase: {phase} = {clause}

brief: CT with {named}<, {size}>.
brief: Noted: {named}<, {size}>.
brief: Exam positive for {named}<, size {size}>.
brief@extent: {named} - {size}.
.brief: noted {named}<, {size}>
.brief@size: {size} - {named}
.brief@extent: {named} - {size}

sum: Diagnosis: {named}<, {size}>.
sum: Imaging suggests {named}<, {size}>.
sum: One may suspect {named}<, {size}>.
sum: {named}< ({size})> cannot be excluded.
.sum: {named} poss<, {size}>
.sum@size: {named}, size {size}

reference: (image {image}, series {series})
reference: , image {image} on series {series}
.reference: (ser {series} im {image})

history_head: [CLINICAL DATA|CLINICAL QUESTION]:
technique_head: PROTOCOL:
comparison_head: PREVIOUS EXAM:
findings_head: DESCRIPTION:
impression_head: [DIAGNOSIS|ASSESSMENT]:
.history_head: HPI:
.impression_head: Dx:
.findings_head: Report:

history: {complaint}, {age}-year-old {person}.
history: {age}-year-old {person}; {complaint}.
.history: {age} yo {sex}, {complaint}

comparison: No previous images.
comparison: No outside study.

closing: Assessment: {impression}
closing: Diagnosis: {impression}

normal: No abnormality is noted.
normal: Abdominal CT [is normal|within normal limits].
.normal: CT nl
.normal: abdomen WNL

hcc+cirrhosis: The tumor is noted in cirrhosis.
hcc+portal_vein_thrombosis: Tumor thrombus cannot be excluded.
portal_vein_thrombosis+cirrhosis: Thrombosis complicates cirrhosis.
ascites+cirrhosis: Portal hypertension explains the ascites.
acute_pancreatitis+gallstones: Biliary pancreatitis is likely.
pleural_effusion+acute_pancreatitis: Reactive effusion in pancreatitis.
liver_metastases+pancreatic_adenocarcinoma: Pancreatic cancer with metastases.
pleural_effusion+liver_abscess: Reactive effusion beside the abscess.
hepatic_cyst+renal_cyst: Benign cysts of two organs.
pleural_effusion+ascites: Fluid overload is likely.

# complaint
liver: [hepatic lesion on ultrasound|raised liver enzymes]
biliary: colic after meals
kidney: [flank pain and hematuria|renal mass on ultrasound]
spleen: left flank pain
pancreas: [epigastric pain and weight loss|elevated lipase, pain]
adrenal: adrenal nodule on ultrasound
aorta: abdominal mass, pulsatile
peritoneum: distension of the abdomen
chest: shortness of breath
any: [acute pain|anemia and weight loss|follow-up study]

# normal
short: Within normal limits.
short: No lesion.

liver: Liver within normal limits.
liver: No abnormality of the liver is noted.
.liver: liver WNL
liver_focal: No focal mass is noted in the liver.
liver_focal: Liver without focal mass.
.liver_focal: no focal liver mass
liver_diffuse: The rest of the liver is normal.
liver_diffuse: Normal liver contour.
.liver_diffuse: rest of liver WNL
ducts: No dilated bile ducts are noted.
ducts: Normal bile ducts.
.ducts: ducts WNL
gallbladder: No stones are noted in the gallbladder.
gallbladder: Gallbladder within normal limits.
.gallbladder: GB WNL
portal: No thrombus is noted in the portal vein.
portal: The portal vein enhances normally.
.portal: PV ok
spleen: Spleen within normal limits.
spleen: No abnormality of the spleen.
.spleen: spleen WNL
pancreas: Pancreas within normal limits.
pancreas: No pancreatic lesion is noted.
.pancreas: pancreas WNL
kidneys: Kidneys within normal limits.
kidneys: No abnormality of the kidneys.
.kidneys: kidneys WNL
other_kidney: {other} kidney within normal limits.
other_kidney: No abnormality is noted in the {other} kidney.
.other_kidney: {other} kidney WNL
kidney_mass: No solid tumor of the kidneys.
kidney_mass: No renal tumor is noted.
.kidney_mass: no renal tumor
kidney_stones: No stones or dilatation of the kidneys.
kidney_stones: No hydronephrosis is noted.
.kidney_stones: no hydronephrosis
adrenals: Adrenals within normal limits.
adrenals: No adrenal lesion is noted.
.adrenals: adrenals WNL
aorta: Aorta within normal limits.
aorta: No dilatation of the aorta.
.aorta: aorta WNL
peritoneum: No free fluid is noted.
peritoneum: No abdominal fluid.
.peritoneum: no abdominal fluid
pleura: No effusion is noted.
pleura: Lung bases are normal.
.pleura: bases WNL
nodes: No adenopathy is noted.
nodes: Lymph nodes within normal limits.
.nodes: nodes WNL
bones: No lesion of the bones is noted.
bones: Skeleton within normal limits.
.bones: bones WNL
bowel: Bowel within normal limits.
bowel: No obstruction is noted.
.bowel: bowel WNL
)";
