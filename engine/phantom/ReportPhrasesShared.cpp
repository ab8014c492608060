#include "engine/phantom/ReportTables.h"

// named: the finding and where it is, without article and size; .named: the same abbreviated.
// it: what clauses call it. topics: what may not be called normal beside it.
const std::string_view bolus::phantom::tables::shared = R"(
# phase
pre: [unenhanced|unenhanced|non-contrast|precontrast]
art: [arterial|arterial|arterial|late arterial]
pv: [portal venous|portal venous|portal venous|venous]
del: [delayed|delayed|delayed|equilibrium]
.pre: [NC|NCCT|unenh]
.art: [HAP|HAP|AP|art]
.pv: [PVP|PVP|PV|ven]
.del: [DP|del|delayed]

# hepatic_cyst
named: [simple |][hepatic|liver] cyst in {place}
named: [benign cyst|biliary cyst|simple cyst] of the liver in {place}
.named: [simple |]cyst {place}
it: [it|it|the cyst|the lesion]
topics: liver liver_focal

# hemangioma
named: [hepatic |cavernous |]hemangioma in {place}
named: cavernous hemangioma of the liver, {where}
.named: hemangioma {place}
it: [it|it|the lesion|the hemangioma]
topics: liver liver_focal

# hcc
named: hepatocellular carcinoma in {place}
named: [HCC|hepatoma] in {place}
.named: HCC {place}
it: [it|it|the tumor|the mass|the lesion]
topics: liver liver_focal

# liver_metastases
named: [liver|hepatic] metastases in {place}
named: [metastases of the liver|metastatic liver lesions] in {place}
.named: [liver|hepatic] mets {place}
it: [they|they|the lesions|the metastases]
topics: liver liver_focal

# focal_nodular_hyperplasia
named: focal nodular hyperplasia in {place}
named: [FNH|focal nodular hyperplasia (FNH)] in {place}
.named: FNH {place}
it: [it|it|the lesion|the mass]
topics: liver liver_focal

# hepatic_adenoma
named: [hepatic|hepatocellular|liver cell] adenoma in {place}
named: adenoma of the liver in {place}
.named: [hepatic adenoma|HCA] {place}
it: [it|it|the lesion|the mass|the adenoma]
topics: liver liver_focal

# cholangiocarcinoma
named: [intrahepatic |mass-forming |]cholangiocarcinoma in {place}
named: peripheral cholangiocarcinoma in {place}
.named: [ICC|cholangioCA|CCA] {place}
it: [it|it|the mass|the tumor|the lesion]
topics: liver liver_focal liver_diffuse ducts

# liver_abscess
named: [liver|hepatic|pyogenic liver] abscess in {place}
named: abscess of the liver in {place}
.named: [hepatic |]abscess {place}
it: [it|it|the collection|the abscess]
topics: liver liver_focal peritoneum

# steatosis
named: [hepatic steatosis|fatty liver|diffuse fatty infiltration of the liver]
named: [diffuse hepatic steatosis|fatty change of the liver]
.named: [hepatic steatosis|fatty liver]
it: [it|the liver|the liver|the hepatic parenchyma]
topics: liver liver_diffuse

# cirrhosis
named: [cirrhosis of the liver|hepatic cirrhosis|liver cirrhosis]
named: [cirrhosis|cirrhotic liver morphology]
.named: [cirrhosis|cirrhotic liver]
it: [it|the liver|the liver|the cirrhotic liver]
topics: liver liver_diffuse spleen portal

# portal_vein_thrombosis
named: [thrombosis|thrombus] of {place}
named: [portal vein thrombosis|PVT] involving {place}
.named: PVT, {where}
it: [it|it|the thrombus|the clot]
topics: liver portal spleen

# gallstones
named: cholelithiasis
named@many: [gallstones|gallbladder calculi|gallbladder stones]
named@one: [gallstone|gallbladder calculus|gallbladder stone]
.named: cholelithiasis
.named@many: GB stones
.named@one: GB stone
it@one: [it|the stone|the calculus|the gallstone]
it@many: [they|the stones|the calculi|the gallstones]
topics: gallbladder

# renal_cyst
named: [simple |][renal|cortical|renal cortical] cyst in {place}
named: [Bosniak I|simple] cyst of {place}
.named: [simple cyst|Bosniak I cyst] {place}
it: [it|it|the cyst|the lesion]
topics: kidneys kidney_mass

# clear_cell_rcc
named: clear cell [renal cell carcinoma|carcinoma|RCC] of {place}
named: [renal cell carcinoma (clear cell type)|clear cell RCC] in {place}
.named: [ccRCC|clear cell RCC] {place}
it: [it|it|the mass|the tumor]
topics: kidneys kidney_mass

# papillary_rcc
named: papillary [renal cell carcinoma|carcinoma|RCC] of {place}
named: [renal cell carcinoma (papillary type)|papillary RCC] in {place}
.named: [pRCC|papillary RCC] {place}
it: [it|it|the mass|the tumor|the lesion]
topics: kidneys kidney_mass

# angiomyolipoma
named: [renal |]angiomyolipoma of {place}
named: [angiomyolipoma (AML)|fat-containing angiomyolipoma] in {place}
.named: AML {place}
it: [it|it|the mass|the lesion]
topics: kidneys kidney_mass

# renal_stone
named: [calculus|stone] in {place}
named: [nephrolithiasis|renal calculus] with a stone in {place}
.named: [stone|calculus] {place}
it: [it|it|the stone|the calculus]
topics: kidneys kidney_stones

# hydronephrosis
named: [{side} hydronephrosis|{side}-sided hydronephrosis|hydronephrosis of the {side} kidney]
named: [{side} pelvicaliectasis|dilatation of the {side} renal collecting system]
.named: [{side} hydro|{side} hydronephrosis]
it: [it|the collecting system|the renal pelvis]
topics: kidneys kidney_stones

# pancreatic_adenocarcinoma
named: [pancreatic|ductal|pancreatic ductal] adenocarcinoma in {place}
named: [pancreatic cancer|pancreatic carcinoma|ductal adenocarcinoma (PDAC)] in {place}
.named: PDAC {place}
it: [it|it|the mass|the tumor]
topics: pancreas ducts

# neuroendocrine_tumor
named: [neuroendocrine tumor|pancreatic neuroendocrine tumor|islet cell tumor] in {place}
named: [neuroendocrine neoplasm|neuroendocrine tumor (NET)] of {place}
.named: [PNET|NET] {place}
it: [it|it|the mass|the tumor|the lesion]
topics: pancreas

# acute_pancreatitis
named: [acute|acute interstitial|acute edematous] pancreatitis
named: [pancreatitis with peripancreatic inflammation|acute inflammation of the pancreas]
.named: acute pancreatitis
it: [it|the gland|the pancreas]
topics: pancreas peritoneum ducts

# adrenal_adenoma
named: [{side} adrenal adenoma|adenoma of the {side} adrenal gland]
named: [lipid-rich {side} adrenal adenoma|benign {side} adrenal adenoma]
.named: [{side} adrenal adenoma|adenoma {side} adrenal]
it: [it|it|the nodule|the adenoma]
topics: adrenals

# splenic_infarct
named: [splenic infarct|splenic infarction] in {place}
named: [infarct|infarction] of {place}
.named: infarct {place}
it: [it|it|the infarct|the defect]
topics: spleen

# aortic_aneurysm
named: aneurysm of {place}
named: [abdominal aortic aneurysm|aortic aneurysm (AAA)], infrarenal
.named: [AAA|infrarenal AAA]
it: [it|the aneurysm|the aneurysm]
topics: aorta

# aortic_dissection
named: [aortic dissection|dissection of {place}|aortic dissection of {place}]
named: dissection of the aorta with [an intimal flap|two lumina]
.named: [aortic dissection|dissection {place}]
it: [it|the dissection]
topics: aorta

# ascites
named: [ascites|free intraperitoneal fluid|free abdominal fluid|peritoneal fluid]
.named: [ascites|FF|free fluid]
it: [it|the fluid|the ascites]
topics: peritoneum

# pleural_effusion
named: [{side} pleural effusion|{side} pleural effusion with atelectasis]
named@one: [{side}-sided pleural effusion|pleural fluid on the {side}]
named@many: [pleural effusions on both sides|pleural fluid on both sides]
named: [{side} basal pleural effusion|{side} basal pleural fluid]
.named: [{side} effusion|{side} pleural effusion]
it: [it|the fluid|the effusion]
topics: pleura
)";
