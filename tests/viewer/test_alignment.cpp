// Phases linked by registration and by hand, with real mouse events.
#include "tests/viewer/LightBox.h"
#include "ui/view/Alignment.h"

using namespace bolus;
using namespace bolus::test;

namespace {

Registration shifted(const Vec3& mm, RegistrationVerdict verdict = RegistrationVerdict::Good) {
    Registration registration;
    const double c = std::cos(0.05), s = std::sin(0.05); // and a little turned
    registration.rigid = {c, -s, 0, mm[0], s, c, 0, mm[1], 0, 0, 1, mm[2], 0, 0, 0, 1};
    registration.quality.verdict = verdict;
    registration.quality.meanMm = 4.23;
    return registration;
}

/// Also bent: 6 mm toward the head on the patient's right, nothing on the left.
Registration bent() {
    Registration registration = shifted({2, -1, 5});
    DisplacementGrid grid;
    grid.origin = {-70, -70, -70};
    grid.spacing = {140, 140, 140};
    grid.size = {2, 2, 2};
    for (std::size_t node = 0; node < 8; ++node) {
        const float up = node % 2 == 0 ? 6 : 0;
        grid.mm.insert(grid.mm.end(), {0, 0, up});
    }
    registration.grid = grid;
    return registration;
}

Alignment::Registered entry(const Registration& registration) {
    return {PatientMap::registered(registration), registration.quality};
}

/// The first phase and the last registered to the middle one.
Alignment aligned(const Case& exam, const Registration& first, const Registration& last) {
    Alignment alignment;
    alignment.reference = alignmentKey(exam.volumes[1]);
    alignment.registered[alignmentKey(exam.volumes[0])] = entry(first);
    alignment.registered[alignmentKey(exam.volumes[2])] = entry(last);
    return alignment;
}

void click(SliceViewport& view, const Vec3& at) {
    QTest::mouseClick(&view, Qt::LeftButton, {}, placeOf(view, at).toPoint());
}

bool isNear(const Vec3& a, const Vec3& b, double mm = 0.02) {
    if (distance(a, b) <= mm) {
        return true;
    }
    qWarning("(%g %g %g) is not (%g %g %g)", a[0], a[1], a[2], b[0], b[1], b[2]);
    return false;
}

QString marks(SliceViewport& view) {
    return view.overlay().marks.join('\n');
}

} // namespace

class AlignmentTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aClickGoesWhereTheRegistrationSays() {
        Light light;
        const Case exam = threePhases(light.archive);
        QVERIFY(light.open(exam));
        const Registration first = shifted({3, -4, 12}), last = bent();
        light.viewer.setAlignment(aligned(exam, first, last));
        SliceViewport &a = light.view(0), &b = light.view(1), &c = light.view(2);

        click(b, b.scene().point() + Vec3{-20, 10, 0});
        const Vec3 p = b.scene().point();
        QVERIFY(isNear(a.scene().point(), first.there(p)));
        QVERIFY(isNear(c.scene().point(), last.there(p)));
        QCOMPARE(a.scene().slice(), a.scene().stack().nearest(first.there(p)));
        QVERIFY(std::abs(c.scene().point()[2] - p[2] - 8.9) < 0.5); // 5, and most of 6 on the right

        click(c, c.scene().point() + Vec3{25, -5, 0}); // back through the bent one
        const Vec3 q = c.scene().point();
        const Vec3 back = b.scene().point();
        QVERIFY(isNear(last.there(back), q));
        QVERIFY(isNear(a.scene().point(), first.there(back)));
    }

    // The tilted phase's axes and the way to it are worked out here, from the numbers alone.
    void theCrosshairsValueIsOfTheVoxelThatTheRegistrationLeadsTo() {
        Light light;
        Case exam = newCase(7);
        const double c = std::cos(0.3), s = std::sin(0.3);
        VolumeGeometry tilted = axialGeometry({80, 70, 60}, {1.5, 1.5, 2});
        tilted.direction = {1, 0, 0, 0, c, -s, 0, s, c};
        tilted.origin = {-60, -50 * c + 60 * s, -50 * s - 60 * c};
        light.archive.add(exam, axialGeometry({60, 50, 41}, {2, 2, 2.5}), Phase::Arterial);
        light.archive.add(exam, tilted, Phase::PortalVenous);
        QVERIFY(light.open(exam));
        Alignment alignment;
        alignment.reference = alignmentKey(exam.volumes[0]);
        alignment.registered[alignmentKey(exam.volumes[1])] = entry(shifted({3, -4, 12}));
        light.viewer.setAlignment(alignment);
        for (const Vec3& p : {Vec3{11.3, 6.8, -4.6}, Vec3{-20.4, 17.3, 8.2}}) {
            light.viewer.setActiveViewport(0);
            light.viewer.goTo(p);
            const Vec3 at = light.view(0).scene().point();
            const double x = std::cos(0.05) * at[0] - std::sin(0.05) * at[1] + 3 - tilted.origin[0],
                         y = std::sin(0.05) * at[0] + std::cos(0.05) * at[1] - 4 - tilted.origin[1],
                         z = at[2] + 12 - tilted.origin[2];
            const double i = std::round(x / 1.5), j = std::round((c * y + s * z) / 1.5),
                         k = std::round((-s * y + c * z) / 2);
            const double value =
                ramp({tilted.origin[0] + 1.5 * i, tilted.origin[1] + 1.5 * c * j - 2 * s * k,
                      tilted.origin[2] + 1.5 * s * j + 2 * c * k});
            light.view(1).refreshOverlay();
            const QString text = light.view(1).overlay().bottomLeft.filter("Crosshair").value(0);
            QCOMPARE(text,
                     "Crosshair: " + QString::number(std::lround(value)).replace('-', "−") + " HU");
        }
    }

    void theWheelScrollsEachPhaseItsOwnSlices() {
        Light light;
        const Case exam = threePhases(light.archive);
        QVERIFY(light.open(exam));
        const Registration first = shifted({0, 0, 12});
        light.viewer.setAlignment(aligned(exam, first, bent()));
        SliceViewport &a = light.view(0), &b = light.view(1);
        const int slice = b.scene().slice();
        wheel(b, -2);
        QCOMPARE(b.scene().slice(), slice + 2);
        QVERIFY(isNear(a.scene().point(), first.there(b.scene().point())));
        QCOMPARE(a.scene().slice(), a.scene().stack().nearest(first.there(b.scene().point())));
        for (int i = 0; i < 8; ++i) { // the same slices on the way back, no drift
            wheel(a, i < 4 ? -1 : 1);
        }
        QCOMPARE(b.scene().slice(), slice + 2);
    }

    void panningMovesTheSamePlaceOfEachPhase() {
        Light light;
        const Case exam = threePhases(light.archive);
        QVERIFY(light.open(exam));
        const Registration first = shifted({3, -4, 12});
        light.viewer.setAlignment(aligned(exam, first, bent()));
        SliceViewport &a = light.view(0), &b = light.view(1);
        const QPoint from = a.rect().center();
        dragMouse(a, Qt::MiddleButton, from, from + QPoint(40, 15));
        const Vec3 p = b.scene().point();
        const QPointF inB = placeOf(b, p) - QPointF(b.rect().center()),
                      inA = placeOf(a, first.there(p)) - QPointF(a.rect().center());
        QVERIFY((inA - inB).manhattanLength() < 4); // turned by three degrees, no more apart
        QVERIFY(inB.manhattanLength() > 20);
    }

    void theActivePictureStandsStillWhenARegistrationComes() {
        Light light;
        const Case exam = threePhases(light.archive);
        QVERIFY(light.open(exam));
        light.viewer.setActiveViewport(2);
        click(light.view(2), light.view(2).scene().point() + Vec3{12, 9, 0});
        const Vec3 point = light.view(2).scene().point();
        const QPointF place = placeOf(light.view(2), point);
        light.viewer.setAlignment(aligned(exam, shifted({3, -4, 12}), bent()));
        QVERIFY(isNear(light.view(2).scene().point(), point));
        QVERIFY((placeOf(light.view(2), point) - place).manhattanLength() < 0.1);
    }

    void whatIsDoubtfulIsSaidAndNotUsed() {
        Light light;
        const Case exam = threePhases(light.archive);
        QVERIFY(light.open(exam));
        const auto doubtful = shifted({3, -4, 12}, RegistrationVerdict::Doubtful);
        const auto failed = shifted({3, -4, 12}, RegistrationVerdict::Failed);
        light.viewer.setAlignment(aligned(exam, doubtful, failed));
        click(light.view(1), light.view(1).scene().point() + Vec3{-20, 10, 0});
        const Vec3 p = light.view(1).scene().point();
        QCOMPARE(light.view(0).scene().point(), p);
        QCOMPARE(light.view(2).scene().point(), p);
        QVERIFY(marks(light.view(0)).contains("Registration doubtful: linked by position"));
        QVERIFY(marks(light.view(2)).contains("Registration failed: linked by position"));
        QVERIFY(!marks(light.view(1)).contains("egistr"));
    }

    void theReaderChoosesBetweenPositionAndRegistration() {
        Light light;
        const Case exam = threePhases(light.archive);
        QVERIFY(light.open(exam));
        const Registration first = shifted({3, -4, 12});
        light.viewer.setAlignment(aligned(exam, first, bent()));
        QVERIFY(marks(light.view(0)).contains("Registered, 4.2 mm, good"));
        (void)coloursOf(light.viewer, "registered");
        light.viewer.setLinkedByRegistration(false);
        QCOMPARE(light.view(0).scene().point(), light.view(1).scene().point());
        QVERIFY(marks(light.view(0)).contains("by position"));
        light.viewer.setLinkedByRegistration(true);
        QVERIFY(isNear(light.view(0).scene().point(), first.there(light.view(1).scene().point())));
    }

    void aPhaseAlignedByHandKeepsItsShift() {
        Light light;
        const Case exam = threePhases(light.archive);
        QVERIFY(light.open(exam));
        SliceViewport &a = light.view(0), &b = light.view(1);
        QSignalSpy kept(&light.viewer, &ViewerWidget::alignedByHand);
        light.viewer.setActiveViewport(1);
        light.viewer.setAligning(true);
        QVERIFY(light.viewer.isAligning());
        const Vec3 before = a.scene().point();
        const QPointF lay = placeOf(a, before);
        wheel(b, -2); // two slices of 5 mm toward the feet
        const double scale = b.scene().mmPerPixel();
        const QPoint from = b.rect().center();
        dragMouse(b, Qt::MiddleButton, from, from + QPoint(30, 0)); // its left comes to the middle…
        QCOMPARE(a.scene().point(), before);
        QVERIFY((placeOf(a, before) - lay).manhattanLength() < 0.01); // the rest stands still
        light.viewer.setAligning(false);
        QCOMPARE(kept.count(), 1);
        const auto mm = kept.first().at(1).value<std::array<double, 3>>();
        QVERIFY(isNear(mm, {-30 * scale, 0, -10}, 0.01));
        QVERIFY(
            marks(b).contains(QStringLiteral("Aligned by hand, %1 mm").arg(norm(mm), 0, 'f', 1)));
        (void)coloursOf(light.viewer, "aligned-by-hand");

        QVERIFY((placeOf(a, before) - lay).manhattanLength() < 0.01);
        click(a, a.scene().point() + Vec3{-15, 20, 0});
        QVERIFY(isNear(b.scene().point(), a.scene().point() + mm));
        wheel(a, 3);
        QVERIFY(isNear(b.scene().point(), a.scene().point() + mm));
    }

    void aPhaseStaysAlignedToTheOneItWasAlignedTo() {
        Light light;
        const Case exam = threePhases(light.archive);
        QVERIFY(light.open(exam));
        light.viewer.setActiveViewport(1);
        light.viewer.setAligning(true);
        wheel(light.view(1), -2);
        light.viewer.setAligning(false);
        const Vec3 s = light.view(1).scene().point() - light.view(0).scene().point();
        QVERIFY(std::abs(norm(s) - 10) < 1e-6);
        Alignment alignment = light.viewer.alignment();
        QCOMPARE(alignment.handFrom[alignmentKey(exam.volumes[1])], alignmentKey(exam.volumes[0]));

        const Registration first = shifted({3, -4, 12}); // of the last phase with the first
        alignment.reference = alignmentKey(exam.volumes[2]);
        alignment.registered[alignmentKey(exam.volumes[0])] = entry(first);
        light.viewer.setAlignment(alignment);
        click(light.view(2), light.view(2).scene().point() + Vec3{-15, 20, 0});
        const Vec3 p = light.view(2).scene().point();
        QVERIFY(isNear(light.view(0).scene().point(), first.there(p)));
        QVERIFY(isNear(light.view(1).scene().point(), first.there(p) + s));
        QVERIFY(marks(light.view(1)).contains("Aligned by hand, 10.0 mm"));
        light.viewer.setLinkedByRegistration(false);
        QVERIFY(isNear(light.view(1).scene().point(), light.view(2).scene().point() + s));
    }

    void nothingIsKeptWhereNothingMoved() {
        Light light;
        const Case exam = threePhases(light.archive);
        QVERIFY(light.open(exam));
        QSignalSpy kept(&light.viewer, &ViewerWidget::alignedByHand);
        light.viewer.setAligning(true);
        light.viewer.setAligning(false);
        QCOMPARE(kept.count(), 0);
        QVERIFY(light.viewer.alignment().byHand.empty());

        Alignment registered;
        registered.reference = alignmentKey(exam.volumes[1]);
        registered.registered[alignmentKey(exam.volumes[0])] = entry(shifted({3, -4, 12}));
        light.viewer.setAlignment(registered);
        const QString said = marks(light.view(0));
        light.viewer.setActiveViewport(0);
        light.viewer.setAligning(true);
        light.viewer.setAligning(false);
        QCOMPARE(kept.count(), 0);
        QVERIFY(said.contains("Registered"));
        QCOMPARE(marks(light.view(0)), said);

        Light one;
        Case single = newCase(9);
        one.archive.add(single, axialGeometry({60, 50, 21}, {2, 2, 5}), Phase::Arterial);
        QVERIFY(one.open(single));
        one.viewer.setAligning(true);
        QVERIFY(!one.viewer.isAligning()); // there is nothing to align it with
    }

    void escapeLeavesAPhaseAsItLay() {
        Light light;
        const Case exam = threePhases(light.archive);
        QVERIFY(light.open(exam));
        QSignalSpy kept(&light.viewer, &ViewerWidget::alignedByHand);
        SliceViewport& b = light.view(1);
        const Vec3 lay = b.scene().point();
        light.viewer.setActiveViewport(1);
        light.viewer.setAligning(true);
        wheel(b, -2);
        QVERIFY(distance(b.scene().point(), lay) > 9);
        QTest::keyClick(&light.viewer, Qt::Key_Escape);
        QVERIFY(!light.viewer.isAligning());
        QCOMPARE(kept.count(), 0);
        QVERIFY(light.viewer.alignment().byHand.empty());
        QVERIFY(isNear(b.scene().point(), lay));
        wheel(light.view(0), -1); // and follows again
        QVERIFY(isNear(b.scene().point(), light.view(0).scene().point()));
    }

    void anotherSeriesInTheViewEndsAligning() {
        Light light;
        const Case exam = threePhases(light.archive);
        QVERIFY(light.open(exam));
        QSignalSpy changed(&light.viewer, &ViewerWidget::aligningChanged);
        light.viewer.setAligning(true);
        Case other = threePhases(light.archive, 8);
        QVERIFY(light.open(other));
        QVERIFY(!light.viewer.isAligning());
        QCOMPARE(changed.last().first().toBool(), false);
        click(light.view(0), light.view(0).scene().point() + Vec3{-15, 20, 0});
        QCOMPARE(light.view(1).scene().point(), light.view(0).scene().point());
    }

    void aViewThatIsNoLongerShownEndsAligning() {
        Light light;
        const Case exam = threePhases(light.archive);
        QSignalSpy changed(&light.viewer, &ViewerWidget::aligningChanged);
        QSignalSpy kept(&light.viewer, &ViewerWidget::alignedByHand);
        Case other = newCase(8); // of another patient, elsewhere, in one view
        light.archive.add(other, axialGeometry({60, 50, 21}, {2, 2, 5}, {0, 0, 300}),
                          Phase::Arterial);
        const std::vector<std::function<void()>> ways{[&] { QVERIFY(light.open(other)); },
                                                      [&] { light.viewer.clear(); },
                                                      [&] { light.viewer.setLayoutCount(1); },
                                                      [&] {
                                                          light.viewer.setActiveViewport(0);
                                                          light.viewer.toggleMaximised();
                                                      }};
        for (const auto& leave : ways) {
            light.viewer.clear();
            light.viewer.setLayoutCount(0);
            QVERIFY(light.open(exam));
            light.viewer.setActiveViewport(2);
            light.viewer.setAligning(true);
            QVERIFY(light.viewer.isAligning());
            wheel(light.view(2), -1);
            leave();
            QVERIFY(!light.viewer.isAligning());
            QCOMPARE(changed.last().first().toBool(), false);
            light.viewer.setAligning(false);
        }
        QCOMPARE(kept.count(), 0);
        QVERIFY(light.viewer.alignment().byHand.empty());
        light.viewer.toggleMaximised(); // all three again: linked, as if nothing had been
        click(light.view(0), light.view(0).scene().point() + Vec3{-15, 20, 0});
        QCOMPARE(light.view(2).scene().point(), light.view(0).scene().point());
    }

    void anotherPhaseInItsTurnIsNotAligned() {
        Light light;
        const Case exam = threePhases(light.archive);
        QVERIFY(light.open(exam));
        QSignalSpy kept(&light.viewer, &ViewerWidget::alignedByHand);
        light.viewer.setActiveViewport(1);
        light.viewer.setAligning(true);
        wheel(light.view(1), -2);
        QVERIFY(light.viewer.showForNow(0)); // as cine through the phases does
        light.viewer.setAligning(false);
        QVERIFY(!light.viewer.isAligning());
        QCOMPARE(kept.count(), 0);
        QVERIFY(light.viewer.alignment().byHand.empty());
    }

    void otherFramesOfReferenceAreTold() {
        Light light;
        Case exam = threePhases(light.archive);
        exam.volumes[2].frameOfReferenceUid = "1.9";
        QVERIFY(light.open(exam));
        QVERIFY(marks(light.view(2)).contains("Other frame of reference"));
        QVERIFY(!marks(light.view(0)).contains("Other frame"));
        Alignment registered;
        registered.reference = alignmentKey(exam.volumes[0]);
        registered.registered[alignmentKey(exam.volumes[2])] = entry(bent());
        light.viewer.setAlignment(registered);
        QVERIFY(!marks(light.view(2)).contains("Other frame"));
    }

    void aFoundCaseStandsStillBesideIt() {
        Light light;
        const Case exam = threePhases(light.archive);
        const Case found = threePhases(light.archive, 8, {40, 0, 300});
        QVERIFY(light.open(exam));
        light.viewer.showBeside(found);
        SliceViewport* beside = light.viewer.viewports().back();
        const Vec3 point = beside->scene().point();
        light.viewer.setActiveViewport(0);
        light.viewer.setAlignment(aligned(exam, shifted({3, -4, 12}), bent()));
        QVERIFY(isNear(beside->scene().point(), point));
        QVERIFY(!marks(*beside).contains("egister"));
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication app(argc, argv);
    AlignmentTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_alignment.moc"
