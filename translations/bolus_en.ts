<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>bolus::Actions</name>
    <message numerus="yes">
        <source>%n view(s)</source>
        <translation>
            <numerusform>%n view</numerusform>
            <numerusform>%n views</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bolus::AnnotationTexts</name>
    <message numerus="yes">
        <source>%n voxel(s) without a value not counted</source>
        <translation>
            <numerusform>%n voxel without a value not counted</numerusform>
            <numerusform>%n voxels without a value not counted</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bolus::ArrangeDialog</name>
    <message numerus="yes">
        <source>, %n slice(s)</source>
        <translation>
            <numerusform>, %n slice</numerusform>
            <numerusform>, %n slices</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bolus::Collections</name>
    <message numerus="yes">
        <source>%n case(s) added to “%1”.</source>
        <translation>
            <numerusform>%n case added to “%1”.</numerusform>
            <numerusform>%n cases added to “%1”.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n case(s) taken out of “%1”.</source>
        <translation>
            <numerusform>%n case taken out of “%1”.</numerusform>
            <numerusform>%n cases taken out of “%1”.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bolus::FacetPanel</name>
    <message numerus="yes">
        <source>%1, %2, %n case(s)</source>
        <translation>
            <numerusform>%1, %2, %n case</numerusform>
            <numerusform>%1, %2, %n cases</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bolus::HitModel</name>
    <message numerus="yes">
        <source>− hide %n more of this patient</source>
        <translation>
            <numerusform>− hide %n more of this patient</numerusform>
            <numerusform>− hide %n more of this patient</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>+ %n more of this patient</source>
        <translation>
            <numerusform>+ %n more of this patient</numerusform>
            <numerusform>+ %n more of this patient</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bolus::Job</name>
    <message numerus="yes">
        <source>Done, with %n message(s).</source>
        <translation>
            <numerusform>Done, with %n message.</numerusform>
            <numerusform>Done, with %n messages.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bolus::JobRow</name>
    <message numerus="yes">
        <source>%n message(s)</source>
        <translation>
            <numerusform>%n message</numerusform>
            <numerusform>%n messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bolus::LibraryJobs</name>
    <message numerus="yes">
        <source>%n phase(s) registered well</source>
        <translation>
            <numerusform>%n phase registered well</numerusform>
            <numerusform>%n phases registered well</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n doubtful and linked by position</source>
        <translation>
            <numerusform>%n doubtful and linked by position</numerusform>
            <numerusform>%n doubtful and linked by position</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n could not be registered and are linked by position</source>
        <translation>
            <numerusform>%n could not be registered and is linked by position</numerusform>
            <numerusform>%n could not be registered and are linked by position</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s)</source>
        <translation>
            <numerusform>%n item</numerusform>
            <numerusform>%n items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n were there already</source>
        <translation>
            <numerusform>%n was there already</numerusform>
            <numerusform>%n were there already</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n could not be read and are listed</source>
        <translation>
            <numerusform>%n could not be read and is listed</numerusform>
            <numerusform>%n could not be read and are listed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n are not DICOM</source>
        <translation>
            <numerusform>%n is not DICOM</numerusform>
            <numerusform>%n are not DICOM</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n report(s) belong to cases of the library</source>
        <translation>
            <numerusform>%n report belongs to a case of the library</numerusform>
            <numerusform>%n reports belong to cases of the library</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>; %n match no study.</source>
        <translation>
            <numerusform>; %n matches no study.</numerusform>
            <numerusform>; %n match no study.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new image(s)</source>
        <translation>
            <numerusform>%n new image</numerusform>
            <numerusform>%n new images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s); the details say what to do.</source>
        <translation>
            <numerusform>%n problem; the details say what to do.</numerusform>
            <numerusform>%n problems; the details say what to do.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image file(s) read whole; all is as it was imported.</source>
        <translation>
            <numerusform>%n image file read whole; all is as it was imported.</numerusform>
            <numerusform>%n image files read whole; all is as it was imported.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the library holds %n case(s) now</source>
        <translation>
            <numerusform>the library holds %n case now</numerusform>
            <numerusform>the library holds %n cases now</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bolus::LibraryPanel</name>
    <message numerus="yes">
        <source>Merge the %n selected case(s)</source>
        <translation>
            <numerusform>Merge the %n selected case</numerusform>
            <numerusform>Merge the %n selected cases</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln case(s)</source>
        <translation>
            <numerusform>%Ln case</numerusform>
            <numerusform>%Ln cases</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln case(s)</source>
        <translation>
            <numerusform>%1 of %Ln case</numerusform>
            <numerusform>%1 of %Ln cases</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bolus::LookFirst</name>
    <message numerus="yes">
        <source>Reveal the maps (%n mark(s))</source>
        <translation>
            <numerusform>Reveal the maps (%n mark)</numerusform>
            <numerusform>Reveal the maps (%n marks)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bolus::MainWindow</name>
    <message numerus="yes">
        <source>%n job(s) are still running. Stop them and quit? What is finished stays, and fine-tuning can be resumed from its last checkpoint.</source>
        <translation>
            <numerusform>%n job is still running. Stop it and quit? What is finished stays, and fine-tuning can be resumed from its last checkpoint.</numerusform>
            <numerusform>%n jobs are still running. Stop them and quit? What is finished stays, and fine-tuning can be resumed from its last checkpoint.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bolus::MeasurePanel</name>
    <message numerus="yes">
        <source>%n voxel(s)</source>
        <translation>
            <numerusform>%n voxel</numerusform>
            <numerusform>%n voxels</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bolus::PictureTexts</name>
    <message numerus="yes">
        <source>%1 %2 mm, %n slice(s)</source>
        <translation>
            <numerusform>%1 %2 mm, %n slice</numerusform>
            <numerusform>%1 %2 mm, %n slices</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bolus::ResultsPage</name>
    <message numerus="yes">
        <source>%n case(s) found</source>
        <translation>
            <numerusform>%n case found</numerusform>
            <numerusform>%n cases found</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bolus::Reviewing</name>
    <message numerus="yes">
        <source>Look first was switched off before the maps were revealed: nothing of this look is logged. Its %n mark(s) stay as measurements.</source>
        <translation>
            <numerusform>Look first was switched off before the maps were revealed: nothing of this look is logged. Its %n mark stays as a measurement.</numerusform>
            <numerusform>Look first was switched off before the maps were revealed: nothing of this look is logged. Its %n marks stay as measurements.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The maps of %n case(s) had not been revealed: nothing of the look at them was logged, and what was drawn stays as measurements.</source>
        <translation>
            <numerusform>The maps of %n case had not been revealed: nothing of the look at it was logged, and what was drawn stays as measurements.</numerusform>
            <numerusform>The maps of %n cases had not been revealed: nothing of the look at them was logged, and what was drawn stays as measurements.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The reading was logged with %n mark(s). File → Save readings as a table… writes them out.</source>
        <translation>
            <numerusform>The reading was logged with %n mark. File → Save readings as a table… writes them out.</numerusform>
            <numerusform>The reading was logged with %n marks. File → Save readings as a table… writes them out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n reading(s) of a newer Bolus could not be read and are not in the table.</source>
        <translation>
            <numerusform>%n reading of a newer Bolus could not be read and is not in the table.</numerusform>
            <numerusform>%n readings of a newer Bolus could not be read and are not in the table.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n reading(s) were saved as %1.</source>
        <translation>
            <numerusform>%n reading was saved as %1.</numerusform>
            <numerusform>%n readings were saved as %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete all %n reading(s) of this library? This cannot be taken back; the measurements stay.</source>
        <translation>
            <numerusform>Delete the %n reading of this library? This cannot be taken back; the measurements stay.</numerusform>
            <numerusform>Delete all %n readings of this library? This cannot be taken back; the measurements stay.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n reading(s) were deleted.</source>
        <translation>
            <numerusform>%n reading was deleted.</numerusform>
            <numerusform>%n readings were deleted.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bolus::TrainDialog</name>
    <message numerus="yes">
        <source>%1 of %n case(s) chosen</source>
        <translation>
            <numerusform>%1 of %n case chosen</numerusform>
            <numerusform>%1 of %n cases chosen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bolus::UnmatchedReports</name>
    <message numerus="yes">
        <source>%n report(s) wait for an exam with their identifiers. They join it when it is imported; nothing is guessed.</source>
        <translation>
            <numerusform>%n report waits for an exam with its identifiers. It joins it when it is imported; nothing is guessed.</numerusform>
            <numerusform>%n reports wait for an exam with their identifiers. They join it when it is imported; nothing is guessed.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bolus::ViewportOverlay</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
</TS>
