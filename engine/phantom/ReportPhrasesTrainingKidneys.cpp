#include "engine/phantom/ReportTables.h"

// Keys as in ReportPhrasesTrainingLiver.cpp.
const std::string_view bolus::phantom::tables::trainingKidney = R"(
# renal_cyst
lead: There is a {size} [simple|benign] cyst in {place}.
lead: A {size} [cortical|exophytic|thin-walled] cyst arises from {place}.
lead: [Homogeneous|Round|Sharply marginated] {size} cyst of {place} without septa.
lead: In {place} there is a {size} non-enhancing lesion of water density.
lead: {place} bears a {size} simple cyst[ (Bosniak I)|].
lead: A Bosniak I cyst of {size} is seen in {place}.
sum: {size} simple renal cyst, {where}.
sum: Bosniak I cyst of {place}, {size}.
sum: [Benign|Uncomplicated] renal cyst in {place}, {size}, no follow-up needed.
pre: {it} is of [water attenuation|fluid density|homogeneous water density]
pre: {it} [measures near 0 HU|is homogeneous and hypodense to the kidney]
art: {it} [does not enhance|takes up no contrast|has no enhancing wall]
art: {it} shows no enhancement [against the bright cortex|at all]
pv: {it} [does not enhance|is dark against the kidney|has fluid density]
pv: there is no enhancement of [it|the wall|septa or wall]
pv@art: {it} remains unenhanced
del: {it} shows no late [enhancement|uptake]
del: {it} is [not enhanced|of fluid density|free of contrast]
del@pv: {it} [stays of water attenuation|remains unenhanced|is unchanged]
.pre: [water density|~0 HU]
.art: [no enh|nonenhancing]
.pv: [no enh|nonenhancing]
.del: [no enh|no delayed enh]

# clear_cell_rcc
lead: There is a {size} [solid|heterogeneous|solid heterogeneous] mass in {place}.
lead: A [heterogeneous|lobulated|partly necrotic] {size} mass arises from {place}, suspicious for clear cell renal cell carcinoma.
lead@art: [Avidly enhancing|Hypervascular|Strongly enhancing] {size} renal tumor of {place}.
lead: In {place} there is a {size} solid renal tumor with [necrosis|central necrosis].
lead: {place} bears a {size} tumor, concerning for clear cell carcinoma.
lead: An exophytic {size} solid mass [of|arising from] {place} is likely a renal cell carcinoma.
sum: {size} clear cell renal cell carcinoma, {where}.
sum@art: Hypervascular renal mass in {place}, {size}, [most likely|typical of|consistent with] clear cell carcinoma.
sum: Solid renal tumor of {place}, {size}, [clear cell RCC favored|clear cell type favored over papillary].
pre: {it} is [about as dense as the kidney|isoattenuating to the parenchyma]
pre: {it} [is isodense to the kidney|contains areas of lower density]
art: {it} enhances [avidly|strongly] and [unevenly|heterogeneously]
art: there is [strong|avid|marked] [corticomedullary|arterial] enhancement with necrotic areas
pv: {it} is [less dense than the renal cortex|heterogeneous and hypodense to the cortex]
pv: {it} [enhances less than the kidney|is darker than the nephrogram]
pv@art: {it} [washes out|shows washout|washes out below the cortex]
del: {it} is [clearly |]hypoattenuating to the kidney
del: {it} [is dark against the parenchyma|has lost most of its contrast]
del@pv: washout [continues|is evident|progresses]
.pre: [iso to kidney|isodense]
.art: [avid heterogeneous enh|hypervascular, necrosis]
.pv: [hypo to cortex|less than cortex]
.pv@art: washout
.del: [hypodense to kidney|washed out]

# papillary_rcc
lead: There is a {size} [homogeneous|hypovascular|solid homogeneous] mass in {place}.
lead: A [homogeneous|well-defined|hypoenhancing] {size} mass arises from {place}, suspicious for papillary renal cell carcinoma.
lead: [Poorly|Weakly|Mildly] enhancing {size} renal tumor of {place}.
lead: In {place} there is a {size} solid renal mass of [uniform|homogeneous] texture.
lead: {place} bears a {size} hypovascular tumor, concerning for papillary carcinoma.
lead: A round {size} solid mass of {place} with little enhancement suggests papillary RCC.
sum: {size} papillary renal cell carcinoma, {where}.
sum: Hypovascular renal mass in {place}, {size}, [most likely|typical of|consistent with] papillary carcinoma.
sum: Homogeneous solid renal tumor of {place}, {size}, [papillary type favored|papillary RCC favored over clear cell].
pre: {it} is [isodense to the kidney|isoattenuating|homogeneous and as dense as the parenchyma]
pre: {it} is [solid, above water density|denser than fluid]
art: {it} [enhances weakly|enhances only mildly|is hypovascular]
art: {it} is [homogeneous and much darker than the cortex|poorly enhanced beside the bright cortex]
pv: {it} [enhances slightly|shows mild even enhancement|is hypodense to the kidney]
pv: {it} is [uniformly hypoattenuating|much less dense than the nephrogram]
pv@art: {it} [enhances gradually|shows slow progressive enhancement]
del: {it} [is hypodense to the kidney|shows mild late enhancement|is homogeneous and dark]
del: there is [weak|mild] delayed enhancement
del@pv: enhancement [progresses slowly|increases a little further]
.pre: [iso, homogeneous|isodense]
.art: [weak enh|hypovascular]
.pv: [mild homogeneous enh|hypo to kidney]
.del: [slow progressive enh|weak enh]

# angiomyolipoma
lead: There is a {size} [fat-containing|fatty] mass in {place}.
lead: A {size} angiomyolipoma arises from {place}.
lead: [Predominantly fatty|Well-defined fatty|Heterogeneous fat-containing] {size} tumor of {place}.
lead: In {place} there is a {size} mass with macroscopic fat.
lead: {place} bears a {size} AML with [soft-tissue strands|fat and vessels].
lead: A {size} renal lesion of fat density lies in {place}.
sum: {size} renal angiomyolipoma, {where}.
sum: Angiomyolipoma of {place}, {size}[, benign|].
sum: Fat-containing renal mass in {place}, {size}, [diagnostic of|consistent with|typical] AML.
pre: {it} [contains|consists mostly of] [macroscopic|gross|abundant] fat
pre: negative attenuation proves fat
pre: {it} is of [fat|negative] attenuation
art: only its [soft-tissue strands|vascular strands] enhance
art: its vessels enhance [between|within] the fat
pv: {it} is [of fat density|fatty with thin enhancing strands]
pv: [the fatty part does not enhance|fat predominates with little enhancement]
pv@art: its fat is unchanged
del: {it} has [fat density|negative attenuation]
del: [the fat does not enhance|even now fat is evident against the kidney]
del@pv: {it} is still of fat attenuation
.pre: [macroscopic fat|fat density]
.art: [strands enh, fat|vessels in fat]
.pv: [fat density|fatty]
.del: [fat density|fat unchanged]

# renal_stone
lead: There is a {size} [calculus|stone|dense calculus] in {place}.
lead: A {size} stone lies in {place}.
lead: [Large|Dense|Calcified] calculus of {size} within {place}.
lead: In {place} there is a {size} stone[ of calcium density|].
lead: {place} contains a {size} calculus.
lead: Nephrolithiasis with a {size} calculus of {place}.
sum: {size} calculus, {where}.
sum: Nephrolithiasis: {size} stone in {place}.
sum: {size} renal stone in {place}[, urology referral|, may obstruct].
pre: {it} is [very dense|of calcium density|hyperdense]
pre: {it} is [calcified and well seen|denser than bone]
art: {it} [stands out from the cortex|is denser than the enhanced cortex]
art: {it} [is of calcium density|is hyperdense in the unopacified pelvis]
pv: {it} [is calcified|is hyperdense|stands out in the dark renal pelvis]
pv: {it} is [well seen before excretion|of calcium density]
pv@pre: {it} [remains calcified|is unchanged in density]
del: [excreted contrast surrounds it|{it} lies in the excreted contrast]
del: {it} is [partly masked by|surrounded by] excreted contrast
.pre: [calcific|dense]
.art: [dense|calcific density]
.pv: [dense|calcific]
.del: [in excreted contrast|masked by contrast]

# hydronephrosis
lead: There is [moderate|marked|] {side} hydronephrosis with a renal pelvis of {size}.
lead: The {side} renal collecting system is dilated, the pelvis measuring {size}.
lead: [Dilated|Distended] {side} renal pelvis ({size}) and calyces[ with hydroureter| with a dilated ureter|].
lead: {side}-sided hydronephrosis and proximal hydroureter, pelvic diameter {size}.
lead: The {side} kidney is obstructed with a {size} wide pelvis.
lead: Dilatation of the {side} calyces and renal pelvis to {size}.
sum: {side} hydronephrosis, renal pelvis {size}.
sum: [Obstructed|Hydronephrotic] {side} kidney with a pelvis of {size}.
sum: {side}-sided [urinary obstruction|hydronephrosis and hydroureter], [cause not seen|level below the scan].
pre: the [dilated pelvis|collecting system] is of [fluid|water] density
pre: [dilated calyces are seen as fluid|fluid distends the calyces]
art: the cortex of the obstructed kidney enhances [less|weakly|with delay]
art: the [dilated system is unenhanced|corticomedullary contrast is reduced on that side]
pv: the [nephrogram of that kidney is delayed|obstructed kidney has a delayed nephrogram]
pv: [dark urine fills the dilated pelvis|the dilated collecting system contains no contrast]
del: [excretion is delayed|there is delayed excretion|the dilated pelvis is not opacified]
del: [no contrast|hardly any contrast] is excreted into the dilated system
del: contrast has not reached the pelvis by this time
.pre: [dilated pelvis, fluid|dilated calyces]
.art: [weak cortical enh|reduced enh]
.pv: [delayed nephrogram|unopacified system]
.del: [delayed excretion|no excretion]

# adrenal_adenoma
lead: There is a {size} [nodule|low-density nodule|mass] of the {side} adrenal gland.
lead: A [well-defined|homogeneous|oval] {size} nodule lies in the {side} adrenal gland.
lead: The {side} adrenal gland contains a {size} [adenoma|nodule, likely an adenoma].
lead: [Smooth|Round|Homogeneous] {size} {side} adrenal mass.
lead: {size} [lipid-rich|low-attenuation] adenoma of the {side} adrenal.
lead: In the {side} adrenal there is a {size} nodule[ with smooth margins|].
sum: {size} {side} adrenal adenoma.
sum: [Benign|Lipid-rich|Typical] adenoma of the {side} adrenal gland, {size}.
sum: {side} adrenal nodule, {size}, [most likely adenoma|adenoma rather than metastasis|probable adenoma].
pre: {it} is of low [attenuation|density], [below 10 HU|rich in lipid]
pre: {it} measures [less than 10 HU|near water density][ and is homogeneous|]
art: {it} enhances [moderately|homogeneously]
art: there is [moderate homogeneous|early] enhancement
pv: {it} enhances [briskly|markedly|evenly|to soft-tissue density]
pv: there is [marked|homogeneous|brisk] enhancement
pv@pre: it [has enhanced by more than 40 HU|enhances clearly above its unenhanced density]
del: {it} [is of low density|has little contrast left|shows low attenuation]
del@pv: {it} [washes out|shows rapid washout|loses more than 60 % of its enhancement]
del@art: there is [rapid|marked] washout
.pre: [below 10 HU|lipid rich]
.art: [moderate enh|early enh]
.pv: [brisk enh|homogeneous enh]
.del: [low density|little contrast left]
.del@pv: [rapid washout|washout over 60 %]
)";
