#include "engine/phantom/ReportTables.h"

// Sentences into which names, clauses and phases are put.
const std::string_view bolus::phantom::tables::trainingFrames = R"(
# frames
technique: CT of the abdomen [was performed|was obtained] in the {phases} phases.
technique: [Multiphasic|Multiphase|{Count}-phase] abdominal CT with {phases} imaging.
technique: [Axial|Helical|Contrast-enhanced] CT of the upper abdomen: {phases} phases.
technique: The abdomen was [scanned|imaged] in {phases} phases [with|after] intravenous contrast.
technique: {phases} phase acquisitions of the abdomen [were obtained|were made], [liver|abdomen] protocol.
technique: CT abdomen[ with IV contrast|], {phases} phase images.
technique: {Count}-phase CT of the abdomen ({phases}).
.technique: CT abd[ w/ contrast| w/ IV contrast|], {phases}.
.technique: [MDCT|CT] abd: {phases}.
.technique: CT abdomen, phases {phases}.

phase: In the {phase} phase {clause}
phase: On [the |]{phase} images {clause}
phase: On [the |]{phase} phase images {clause}
phase: In the {phase} series {clause}
phase: When [imaged|scanned] in the {phase} phase, {clause}
phase: {clause} in the {phase} phase
phase: {clause} on {phase} imaging
phase: {clause} on the {phase} images
phase: During the {phase} phase {clause}
.phase: {phase}: {clause}
.phase: {clause} [on|in] {phase}
.phase: {phase} - {clause}

brief: <{size} >{named}.
brief: {named}<, {size}>.
brief: {named}< measuring {size}>.
brief: CT demonstrates {named}<, {size}>.
brief@extent: {named} ({size}).
brief@extent: {named}, {size}.
.brief: <{size} >{named}
.brief: {named}<, {size}>
.brief: + {named}<, {size}>
.brief@extent: {named} ({size})
.brief@extent: {named}, {size}

sum: [Findings|Imaging findings|Appearances] [are |][consistent|compatible] with {named}<, {size}>.
sum: {named}<, measuring {size}>.
sum: <{size} >{named}.
sum: [Probable|Likely|Suspected|Suspect] {named}<, {size}>.
sum: [Suspicious|Suspicion|Positive|Concern] for {named}<, {size}>.
sum@symptoms: [Possible|Probable] {named}<, {size}>, which [explains|may explain] the symptoms.
sum: The [appearance|enhancement pattern] favors {named}<, {size}>.
sum: Imaging features [favoring|typical of|suggesting] {named}<, {size}>.
sum: {named}< ({size})> [is favored|favored].
sum: Most likely diagnosis: {named}<, {size}>.
sum: Presence of {named}<, {size}>.
.sum: [c/w|compatible w/] {named}<, {size}>
.sum: <{size} >{named}
.sum: [prob|poss|likely|susp for|dx] {named}<, {size}>
.sum: {named}<, {size}>, [f/u advised|see above]

reference: (series {series}, image {image})
reference: (image {image} of series {series})
reference: (series {series}, image {image})
reference: , best seen on series {series}, image {image}
.reference: ([se|ser] {series}, im {image})
.reference: (series {series}, image {image})

history_head: [INDICATION|HISTORY|CLINICAL INFORMATION|CLINICAL DATA]:
technique_head: [TECHNIQUE|EXAMINATION|EXAM|PROTOCOL]:
comparison_head: COMPARISON:
findings_head: [FINDINGS|REPORT|DESCRIPTION]:
impression_head: [IMPRESSION|CONCLUSION|OPINION]:
.history_head: [Hx|Ind|HPI|Clin]:
.impression_head: [Imp|IMP|Impr]:
.findings_head: [Findings|F|Obs]:

history: [{age}-year-old {person} with|] {complaint}.
history: {complaint} in a {person} of {age} years.
history: {complaint} in a {age}-year-old {person}; reason for exam: evaluation.
history: Evaluate {complaint}.
history: Question of [disease|mass] in a [patient|{person}] with {complaint}.
.history: {age}{sex}, {complaint}.
.history: [pt|{age} yo pt] w/ {complaint}.
.history: {complaint}.

comparison: None.
comparison: No prior study [is available|for comparison].
comparison: Prior [images|studies] [not available|were not provided].
comparison: Prior CT was not provided.
comparison: [Outside|Previous] ultrasound [report|report only].

closing: In summary, {impression}
closing: Conclusion: {impression}
closing: Impression: {impression}
closing: In conclusion: {impression}
closing: Overall: {impression}
closing: Taken together, {impression}


normal: Normal CT of the abdomen.
normal: No [acute |]abnormality of the upper abdomen.
normal: Unremarkable [contrast-enhanced|multiphasic] CT of the abdomen.
normal: No evidence of [focal disease|malignancy|a mass] in the abdomen.
normal: No significant abnormality[ is identified| is seen| is noted|].
normal: All abdominal organs are within normal limits.
.normal: [Normal study|All WNL]
.normal: No acute findings
.normal: NAD, normal CT abd

hcc+cirrhosis: The mass [arises|has developed] in a cirrhotic liver.
hcc+cirrhosis: Underlying cirrhosis [raises|supports] the probability of hepatocellular carcinoma.
hcc+portal_vein_thrombosis: The thrombus may be tumor thrombus from the liver mass.
hcc+portal_vein_thrombosis: Portal vein invasion by the tumor [is likely|cannot be excluded].
portal_vein_thrombosis+cirrhosis: The thrombosis is [probably|likely] a complication of cirrhosis.
ascites+cirrhosis: Ascites is [likely|probably] due to portal hypertension.
ascites+cirrhosis: Decompensated cirrhosis with ascites.
pleural_effusion+cirrhosis: The effusion may be a hepatic hydrothorax.
acute_pancreatitis+gallstones: The pancreatitis is probably of biliary origin (gallstones).
acute_pancreatitis+gallstones: Likely gallstone pancreatitis.
pleural_effusion+acute_pancreatitis: The pleural effusion is [reactive|probably reactive] to pancreatitis.
portal_vein_thrombosis+acute_pancreatitis: Venous thrombosis complicates the pancreatitis.
liver_metastases+pancreatic_adenocarcinoma: Metastatic pancreatic [cancer|adenocarcinoma].
liver_metastases+pancreatic_adenocarcinoma: The liver lesions are metastases [of|spread from] the pancreatic mass.
liver_metastases+neuroendocrine_tumor: The liver lesions may be metastases of the endocrine tumor.
liver_metastases+ascites: The ascites may be malignant.
pleural_effusion+liver_abscess: The effusion is probably reactive to the abscess.
portal_vein_thrombosis+liver_abscess: Infected thrombus (pylephlebitis) should be considered.
pleural_effusion+ascites: Ascites and effusion suggest fluid overload.
pleural_effusion+aortic_dissection: The effusion raises concern for leak in aortic dissection.
portal_vein_thrombosis+cholangiocarcinoma: The mass has probably invaded the portal vein.
hepatic_cyst+renal_cyst: Simple cysts of liver and kidney without complexity.
hepatic_adenoma+steatosis: The adenoma lies in a fatty liver.

# complaint
liver: [elevated liver enzymes|abnormal liver function tests]
liver: [liver lesion on ultrasound|hepatic mass seen on ultrasound]
liver: [right upper quadrant pain|hepatomegaly]
liver: [chronic hepatitis, surveillance|raised AFP]
biliary: [right upper quadrant pain|biliary colic|epigastric pain after meals]
kidney: [hematuria|flank pain|microscopic hematuria]
kidney: renal lesion on ultrasound
spleen: [left upper quadrant pain|atrial fibrillation with sudden left flank pain]
pancreas: [epigastric pain|weight loss|elevated lipase|back pain and weight loss]
adrenal: [hypertension|adrenal nodule on prior imaging|incidental adrenal mass]
aorta: [pulsatile abdominal mass|abdominal and back pain|vascular disease]
peritoneum: [abdominal distension|abdominal swelling]
chest: [shortness of breath and abdominal pain|dyspnea]
any: [abdominal pain|weight loss|anemia|fever|staging|follow-up|nausea]
)";
