#include "engine/phantom/ReportTables.h"

// lead: the finding. sum: the impression. pre, art, pv, del: what it does in a phase; .pre …:
// short.
const std::string_view bolus::phantom::tables::trainingLiver = R"(
# hepatic_cyst
lead: There is a {size} [simple|benign|unilocular] cyst in {place}.
lead: A [well-defined|sharply marginated|smooth|thin-walled] {size} cystic lesion lies in {place}.
lead: [Homogeneous|Round|Well-circumscribed] fluid-density lesion of {place} measuring {size}.
lead: The liver contains a {size} cyst in {place}[ without septa| without solid components|].
lead: In {place} there is a {size} lesion of water density without a wall.
lead: A non-enhancing {size} hypodense lesion in {place} represents a cyst.
sum: {size} simple hepatic cyst in {place}.
sum: Benign [liver|hepatic] cyst, {where}, {size}.
sum: [Uncomplicated|Simple] cyst of the liver in {place}, {size}[, no follow-up needed|].
pre: {it} is of water [attenuation|density]
pre: water density is measured
pre: {it} is [sharply marginated and of fluid density|near 0 HU|homogeneous and hypodense]
art: {it} does not enhance
art: {it} [shows|has] no [enhancement|wall enhancement|contrast uptake]
pv: {it} [does not enhance|is without enhancement|has the density of fluid]
pv: there is no enhancement of [it|the wall or content|the cyst]
pv@art: {it} remains unenhanced
del: {it} [shows no late enhancement|takes up no contrast]
del: {it} has [water|fluid] [attenuation|density]
del@pv: {it} [stays of water attenuation|remains unenhanced|is unchanged in density]
.pre: [water density|fluid, 0 HU]
.art: [no enh|no enhancement]
.pv: [no enh|nonenhancing]
.del: [no enh|still fluid density]

# hemangioma
lead: There is a {size} [hemangioma|cavernous hemangioma] in {place}.
lead: A [lobulated|well-defined|hypodense] {size} lesion in {place} has the appearance of a hemangioma.
lead: {size} [vascular|benign vascular] lesion in {place}, typical of hemangioma.
lead: In {place} there is a {size} lesion with [nodular|globular|puddling] enhancement at the margin.
lead: The {size} lesion of {place} is a typical hemangioma.
lead: {place} harbors a {size} lesion that follows the blood pool.
sum: {size} hepatic hemangioma in {place}.
sum: [Typical|Benign] hemangioma of {place}, {size}.
sum: Lesion in {place}, {size}, [most likely hemangioma|favored to be a hemangioma|hemangioma rather than metastasis].
pre: {it} is [hypoattenuating|hypodense|darker than] the surrounding liver
pre: {it} [has the density of blood|is as dense as the vessels|is isodense to blood]
art: {it} shows [peripheral|discontinuous|interrupted] [nodular|globular] enhancement
art: there [is|begins] discontinuous nodular enhancement at its edge
art: bright puddles of contrast are noted at [the|their] periphery
pv: {it} [fills in from the periphery|shows centripetal enhancement|is partly filled with contrast]
pv: there is [progressive |partial |]centripetal fill-in
pv@art: the peripheral nodules [enlarge and coalesce|grow toward the center]
del: [fill-in is almost complete|{it} is nearly filled in|{it} is almost completely opacified]
del: {it} [retains contrast|is hyperdense to the liver|follows the blood pool]
del@pv: fill-in [continues|progresses] toward the center
.pre: [hypodense|blood density]
.art: [peripheral nodular enh|globular rim enh]
.pv: [centripetal fill-in|partial fill-in]
.del: [fills in|near complete fill-in|blood pool]

# hcc
lead: There is a {size} [hypervascular|encapsulated|heterogeneous|solid] mass in {place}.
lead: An encapsulated {size} mass in {place} is suspicious for hepatocellular carcinoma.
lead@art: [Arterially enhancing|Arterial hyperenhancing|Hyperenhancing] {size} [mass|tumor|nodule] in {place}.
lead: A {size} liver tumor [occupies|lies in|is seen in] {place}, concerning for HCC.
lead: In {place} there is a {size} [tumor with a capsule|lesion with mosaic architecture].
lead@lirads5: In {place} there is a {size} LI-RADS 5 [lesion|observation].
lead: {place} contains a {size} hepatocellular carcinoma.
sum: {size} hepatocellular carcinoma in {place}.
sum: Mass in {place}, {size}, [consistent with|diagnostic of|characteristic of] hepatocellular carcinoma.
sum: {size} [tumor|lesion] in {place}, [HCC|hepatocellular carcinoma until proven otherwise].
sum@lirads5: {size} [tumor|lesion] in {place}, LI-RADS 5.
sum@art: Hypervascular liver tumor in {place}, {size}, HCC [versus adenoma|favored over adenoma].
pre: {it} is [slightly|mildly|faintly] [hypoattenuating|hypodense]
pre: {it} is [a little darker than the liver|barely visible against the liver]
art: {it} [shows|demonstrates] [arterial|avid|intense|non-rim arterial] hyperenhancement
art: {it} enhances [avidly|strongly and more than the liver|brighter than the surrounding liver]
art: {it} is [hypervascular|hyperdense to the liver]
pv: {it} is [hypodense to the liver|darker than the enhanced liver|less dense than liver] within a capsule
pv@art: {it} [washes out|shows washout|has become hypodense to the liver]
pv@art: there is washout and [a capsule becomes visible|an enhancing capsule appears]
del: {it} is [hypoattenuating|hypodense] within an enhancing [capsule|rim|pseudocapsule]
del: [a capsule rings the hypodense tumor|an enhancing capsule surrounds the dark lesion]
del@art: washout [persists|is evident|is more evident] with an enhancing capsule
.pre: [sl hypodense|mildly hypodense]
.art: [APHE|arterial hyperenhancement|avid enh]
.pv: [hypodense w/ capsule|hypodense to liver]
.pv@art: [washout|WO + capsule]
.del: [hypodense w/ capsule|enh capsule]
.del@art: [washout + capsule|WO, capsule]

# liver_metastases
lead: {Count} [hypoattenuating|hypodense|hypovascular] lesions are seen in {place}, the largest measuring {size}.
lead: There are {count} [hypovascular|rim-enhancing|ill-defined] metastases in {place}, up to {size}.
lead: [Multiple|Several] ({count}) liver lesions in {place}, largest {size}, are suspicious for metastases.
lead: {Count} [rounded|low-density|target-like] lesions involve {place} with a maximum size of {size}.
lead: Metastatic lesions, {count} in number, lie in {place}, the largest {size}.
lead: The liver harbors {count} metastases in {place}, largest diameter {size}.
sum: {Count} liver metastases in {place}, the largest {size}.
sum: Hepatic metastases in {place}, up to {size}.
sum: [Multiple|Several] hypovascular liver lesions in {place} up to {size}, [metastases|most likely metastatic].
pre: they are [hypoattenuating|hypodense|of low density]
pre: {it} are [darker than the liver|mildly hypodense to liver]
art: {it} show [a thin enhancing rim|rim enhancement|peripheral enhancement]
art: {it} [enhance only at the rim|have enhancing margins and dark centers|have bright rims]
pv: {it} are [hypoattenuating|conspicuous and hypodense] to the enhanced liver
pv: {it} [stand out as hypovascular|are best seen as dark lesions|are of target appearance]
pv@art: {it} remain [hypodense|darker than the bright liver]
del: {it} [enhance less than the liver|are hypodense|have low density centers]
del: {it} are [hypoattenuating to liver|less conspicuous but hypodense]
del@pv: {it} [remain hypoattenuating|are still hypodense|persist as dark lesions]
.pre: [hypodense|low density]
.art: [rim enh|thin rim]
.pv: [hypovascular|hypodense, conspicuous]
.del: [hypodense|hypoattenuating]

# focal_nodular_hyperplasia
lead: There is a {size} focal nodular hyperplasia in {place}.
lead: A {size} lesion in {place} with a central scar suggests focal nodular hyperplasia.
lead: [Lobulated|Well-circumscribed|Homogeneous] {size} lesion in {place} with a [central|stellate] scar.
lead@art: In {place} there is a {size} hypervascular lesion with a scar, typical of FNH.
lead: {place} contains a {size} FNH with a small central scar.
lead: A benign-appearing {size} mass with a dark scar lies in {place}.
sum: {size} focal nodular hyperplasia in {place}.
sum: [Focal nodular hyperplasia|FNH], {where}, {size}.
sum: Benign lesion of {place}, {size}, [FNH|FNH favored over adenoma|FNH versus adenoma].
pre: {it} is [nearly |]isoattenuating[ to the liver|]
pre: {it} is [hardly visible|inconspicuous|isodense|not distinguishable from the liver]
art: {it} enhances [brightly|intensely] except for a central scar
art: {it} is [homogeneously|strongly] hypervascular [around a dark scar|with an unenhanced scar|but spares the scar]
pv: {it} [is isoattenuating to the liver|has the density of the liver|blends with the enhanced liver]
pv@art: {it} [becomes isoattenuating to the liver|fades to the density of the liver]
pv: {it} is [isodense|barely visible] but for its [dark |]scar
del: [the central scar enhances|there is late enhancement of the scar|the scar is opacified]
del: {it} is isodense to liver with [an enhancing|a bright] scar
del: contrast [accumulates in|is retained by] the central scar
.pre: [isodense|iso]
.art: [homogeneous hyperenhancement|intense enh, scar spared]
.pv: [iso to liver|isodense, scar]
.del: [scar enhances|late scar enh]

# hepatic_adenoma
lead: There is a {size} [hepatic|hepatocellular] adenoma in {place}.
lead: A [well-defined|smooth|encapsulated] {size} mass in {place} without a scar suggests an adenoma.
lead: [Homogeneous|Solid|Round] {size} lesion in {place}, likely hepatocellular adenoma.
lead: In {place} there is a {size} [moderately vascular|smoothly marginated] mass without a central scar.
lead: {place} contains a {size} liver cell adenoma.
lead: A {size} lesion with smooth margins and no scar lies in {place}.
sum: {size} hepatic adenoma in {place}.
sum: [Hepatocellular adenoma|Adenoma of the liver], {where}, {size}.
sum: Lesion of {place}, {size}, [adenoma favored over FNH|adenoma versus FNH|probable adenoma, MRI advised].
pre: {it} is [slightly|mildly] [hypodense|hypoattenuating] to liver
pre: {it} is [nearly isodense|of slightly lower density|faintly visible]
art: {it} shows [moderate|homogeneous|diffuse] [arterial |]enhancement without a scar
art: {it} [enhances moderately|is moderately hypervascular|is brighter than the liver]
pv: {it} is [nearly isodense|isoattenuating|close to the density of the liver]
pv: there is [neither scar nor capsule|little contrast between it and the liver]
pv@art: {it} [fades|becomes nearly isodense|loses its contrast] to the liver
del: {it} is [slightly hypodense|isodense to hypodense|a little darker than liver]
del: {it} [shows no retained contrast|has no enhancing scar]
del@pv: {it} [stays close to the density of the liver|shows mild fading|has faded]
.pre: [iso to sl hypodense|sl hypodense]
.art: [moderate homogeneous enh|moderate enh, no scar]
.pv: [near iso|fades to iso]
.del: [iso to hypodense|no scar enh]

# cholangiocarcinoma
lead: There is a {size} [infiltrative|ill-defined|irregular] mass in {place} with capsular retraction.
lead: An [irregular|infiltrating] {size} mass in {place} with dilated bile ducts suggests cholangiocarcinoma.
lead: [Mass-forming|Intrahepatic] cholangiocarcinoma of {size} in {place}.
lead: In {place} there is a {size} fibrous tumor with [upstream|peripheral] biliary dilatation.
lead: {place} contains a {size} mass [with retraction of|retracting] the liver capsule and dilated ducts.
lead: A {size} tumor of {place} retracts the capsule along the liver surface.
lead: A {size} hypovascular mass with ragged margins lies in {place} beside dilated bile ducts.
sum: {size} intrahepatic cholangiocarcinoma in {place}.
sum: [Suspected|Probable] cholangiocarcinoma of {place}, {size}, with [bile duct|biliary] dilatation.
sum: Infiltrative mass of {place}, {size}, [cholangiocarcinoma|cholangiocarcinoma versus metastasis].
pre: {it} is [hypodense|hypoattenuating|of low density with irregular margins]
pre: [dilated ducts lie beside the hypodense mass|{it} is darker than liver]
art: {it} shows [irregular|thin|ragged] peripheral enhancement
art: {it} enhances irregularly at its edge
art: only [the rim|an irregular margin] enhances [around a dark center|while the center does not]
pv: {it} [enhances slowly from the rim|shows incomplete enhancement|is hypodense with irregular margins]
pv: [contrast moves slowly inward|enhancement is still peripheral|dilated bile ducts are well seen]
pv@art: enhancement [progresses|creeps|has progressed|has moved] toward the center
del: {it} [shows delayed enhancement|is hyperdense to the liver|enhances late and retains contrast]
del: there is [delayed|late|prolonged] enhancement of the fibrous center
del@pv: {it} has [become denser than the liver|filled with contrast slowly]
.pre: [hypodense|irregular hypodense]
.art: [irregular rim enh|thin rim]
.pv: [slow fill from rim|gradual enh]
.del: [delayed enh|late central enh]

# liver_abscess
lead: There is a {size} [rim-enhancing|thick-walled|septated] fluid collection in {place}.
lead: A {size} abscess [lies|is present] in {place} with surrounding edema.
lead: [Multiloculated|Septated|Thick-walled] {size} collection of {place} with a halo of edema.
lead: In {place} there is a {size} collection with [a double-target appearance|an enhancing wall|septa].
lead: {place} contains a {size} pyogenic abscess.
lead: A {size} collection of pus with an irregular wall is seen in {place}.
sum: {size} liver abscess in {place}.
sum: [Pyogenic|Hepatic] abscess, {where}, {size}, [drainage advised|amenable to drainage].
sum: Septated collection in {place}, {size}, [abscess|abscess versus necrotic tumor|most likely an abscess].
pre: {it} is [hypodense|of low density|slightly denser than water]
pre: {it} is ill-defined and [hypoattenuating|hypodense with a faint halo]
art: [its wall enhances|the wall and septa enhance|there is a rim of enhancement around the fluid]
art: [an enhancing wall lies within a dark halo|{it} shows a double-target sign]
pv: [wall and septa enhance|the thick wall enhances] while the [content|center] does not
pv: {it} has an enhancing wall and [surrounding edema|a hypodense rim of edema]
pv@art: the wall [enhances more than before|is thicker and brighter]
del: [the wall retains contrast|the edema around it enhances late|the halo has filled in]
del: the content [does not enhance|is unenhanced|has fluid density]
del@pv: the center [remains unenhanced|is still of fluid density]
.pre: [low density collection|hypodense]
.art: [wall enh|rim enh + halo]
.pv: [wall/septa enh, no central enh|double target]
.del: [wall enh persists|fluid center]

# fatty
pre: the contrast of focal lesions to the fatty liver is [altered|unusual|of limited value]
pre: the fatty liver alters the contrast
pv: assessment against the fatty liver is [limited|difficult]
pv: the fatty liver limits comparison
del: the fatty liver [makes density hard to judge|limits the comparison]
del: it is hard to tell or compare densities in the fatty liver
.pre: [limited by fatty liver|fatty background]
.pv: [limited by fatty liver|fatty background]
.del: [limited by fatty liver|fatty background]

# steatosis
lead: The liver shows [diffuse fatty infiltration|diffusely decreased attenuation|diffuse steatosis].
lead: There is [diffuse|marked|moderate] hepatic steatosis.
lead: Diffuse low attenuation of the liver, [consistent with|indicating] [fatty change|steatosis].
lead: The [hepatic parenchyma|whole liver] is [fatty|diffusely hypodense|darker than the spleen].
lead: Fatty infiltration is noted throughout the liver, spared parts are small.
lead: [Fatty liver|Fatty infiltration of the liver] without mass effect on the vessels.
lead: The liver is diffusely hypoattenuating[ as in steatosis| in keeping with fatty infiltration].
sum: [Hepatic steatosis|Fatty liver].
sum: [Diffuse|Marked|Moderate] fatty infiltration of the liver.
sum: [Low hepatic attenuation|Hypodense liver], [steatosis|likely steatosis|consistent with fatty liver].
pre: {it} is [darker than the spleen|less dense than the spleen|of low attenuation, below 40 HU]
pre: the hepatic vessels [stand out against the dark liver|are denser than the liver]
art: {it} [is|appears] [hypodense|dark] compared with the spleen
art: {it} [enhances little and is dark|is diffusely hypoattenuating]
pv: {it} is [less dense than the spleen|hypodense to the spleen|of diffusely low density]
pv: the bright vessels [cross|run undisplaced through] the dark liver
del: {it} is [diffusely hypodense|darker than the spleen]
del: [low attenuation of the liver is evident|the liver is of low density throughout]
del@pre: {it} remains [diffusely hypodense|darker than the spleen]
.pre: [liver darker than spleen|low attenuation liver, under 40 HU]
.art: [liver dark vs spleen|diffusely hypodense]
.pv: [liver less dense than spleen|low attenuation]
.del: [diffusely hypodense|low attenuation]

# cirrhosis
lead: The liver is [nodular|shrunken and nodular|small with a nodular contour].
lead: There is [cirrhosis|cirrhotic remodeling] with [surface nodularity|an irregular liver surface].
lead: [Nodular|Irregular|Lobulated] liver contour with enlarged [caudate lobe|left lateral segments|caudate].
lead: Cirrhotic liver morphology with [signs of portal hypertension|splenomegaly|an enlarged spleen].
lead: The liver surface is nodular and the [parenchyma coarse|texture heterogeneous], as in cirrhosis.
lead: Atrophy of the right lobe and hypertrophy of the caudate lobe indicate cirrhosis.
sum: [Cirrhosis|Liver cirrhosis|Hepatic cirrhosis][ with portal hypertension| with splenomegaly|].
sum: [Cirrhotic|Nodular] liver [morphology|contour], [consistent with cirrhosis|cirrhosis].
sum: [Morphologic signs of|Findings of|Probable] cirrhosis.
pre: {it} is [nodular and slightly heterogeneous|of coarse texture|irregular in contour]
pre: the [surface nodularity|nodular contour] is visible
art: {it} enhances [heterogeneously|unevenly|in a patchy fashion]
art: [no dominant nodule enhances|the nodular parenchyma shows patchy enhancement]
pv: {it} is [heterogeneous|coarse and nodular] with [an enlarged spleen|collateral veins|collaterals]
pv: [regenerative nodules|small nodules] [lie between|are outlined by] fibrous bands
del: [fibrous bands|the fibrous septa] enhance between the nodules
del: there is [late|delayed] enhancement of [fibrosis|the fibrous septa]
del@pv: the reticular fibrosis [enhances late|becomes more visible]
.pre: [nodular contour|coarse liver]
.art: [heterogeneous enh|patchy enh]
.pv: [nodular liver, splenomegaly|coarse, nodular]
.del: [fibrosis enhances|late septal enh]

# portal_vein_thrombosis
lead: There is thrombosis of {place}.
lead: A [filling defect|thrombus|clot] [expands|occludes|fills] {place}< ({size})>.
lead: {place} is [occluded|thrombosed|filled with clot][ and widened|]< to {size}>.
lead: [Occlusive|Bland|Expansile] thrombus is seen in {place}<, {size} wide>.
lead: [No flow|Thrombus|A clot] is seen within {place}<, {size} wide>.
lead: {place} does not opacify because of thrombosis.
sum: [Thrombosis|Thrombus|Occlusive thrombosis] of {place}<, {size}>.
sum: Portal vein thrombosis [involving|in] {place}.
sum: [Filling defect in|Occlusion of] {place}, [consistent with thrombus|thrombosis|bland thrombus].
sum: [Bland|Expansile] thrombus occluding {place}.
pre: {it} is [slightly dense|isodense to blood|hardly visible|nearly invisible]
pre: [the vein is widened|thrombus cannot be told from blood|the vein appears expanded]
art: the [liver|affected parenchyma] [shows a transient attenuation difference|is brighter from arterial flow]
art: [the thrombus does not enhance|increased arterial flow makes up for the vein]
pv: {it} [does not opacify|is seen as a filling defect|is dark within the enhancing wall]
pv: [a filling defect outlines|there is no contrast in|unenhanced clot fills] the vein
pv@art: the vein [remains unopacified|still shows no contrast]
del: {it} [does not enhance|is dark against the wall|shows no contrast uptake]
del: [the vein is not opacified|the filling defect is visible]
del@pv: the [filling defect|occlusion] [persists|is unchanged]
.pre: [vein expanded|iso to blood]
.art: [THAD|no enh of clot]
.pv: [filling defect|no opacification]
.del: [persistent filling defect|no enh]
)";
