// A window with a case whose attention can be shown, for tests of what is done with the maps.
#pragma once

#include <QLineEdit>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QtTest>

#include "tests/ui/Fixture.h"
#include "tests/viewer/LightBox.h"
#include "ui/search/SearchPanel.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/CaseController.h"
#include "ui/window/HeatmapController.h"
#include "ui/window/MessageBar.h"

namespace bolus::test {

struct Review {
    Desk desk;
    std::unique_ptr<MainWindow> window;

    /// Case 2 is open: pre-contrast, arterial and portal venous.
    explicit Review(bool secondModel = false) {
        desk.addCases();
        if (secondModel)
            addModels();
        window = desk.open();
        window->bench().serve.setRestartDelay(20);
        QVERIFY(QTest::qWaitFor(
            [&] { return window->bench().serve.state() == ServeClient::State::Running; }, 10000));
        open(2);
    }
    void addModels() const {
        const auto library = Library::open(desk.library().toStdString());
        QVERIFY((*library)->addModel({"m", "h1", "/m", "{}", "{}"}));
        QVERIFY((*library)->addModel({"other", "h2", "/o", "{}", "{}"}));
        QVERIFY((*library)->activateModel("m"));
    }
    void open(qint64 id) const {
        QSignalSpy shown(&window->viewer(), &ViewerWidget::caseShown);
        window->caseController().open(id);
        QVERIFY(shown.wait(20000));
        window->viewer().setFocus();
    }
    void showMaps() const {
        QSignalSpy shown(&window->heatmapController(), &HeatmapController::shown);
        QTest::keyClick(window.get(), Qt::Key_H, Qt::ControlModifier);
        QVERIFY(shown.wait(10000));
    }
    void search(const QString& phrase) const {
        auto* box = child<QLineEdit>(*window, "searchBox");
        QTest::keyClick(window.get(), Qt::Key_F, Qt::ControlModifier);
        QTRY_VERIFY(box->hasFocus());
        QSignalSpy results(&window->searchPanel(), &SearchPanel::resultsShown);
        QTest::keyClicks(box, phrase);
        QTRY_COMPARE_WITH_TIMEOUT(window->heatmapController().phrase(), phrase, 15000);
    }
    template<typename T>
    T* part(const char* name) const {
        return child<T>(*window, name);
    }
    QString text(const char* name) const { return part<QLabel>(name)->text(); }
    SliceViewport& view(std::size_t at) const { return *window->viewer().viewports().at(at); }
    bool mapOnScreen() const {
        return view(0).scene().heatmap() && view(0).scene().heatmapStyle().visible;
    }
    /// An ellipse on the first viewport, about a point of the slice shown.
    void draw(double x, double y, double radius) const {
        SliceViewport& on = view(0);
        const double z = window->viewer().cursorPoint()[2];
        const auto place = [&](double px, double py) {
            const auto [dx, dy] = on.scene().displayFromPatient({px, py, z});
            return (QPointF(dx, dy) / on.devicePixelRatioF()).toPoint();
        };
        window->viewer().setFocus();
        QTest::keyClick(&window->viewer(), Qt::Key_E);
        const QPoint from = place(x - radius, y - radius), to = place(x + radius, y + radius);
        QTest::mousePress(&on, Qt::LeftButton, {}, from);
        for (int step = 1; step <= 4; ++step) {
            const QPointF at = from + QPointF(to - from) * (step / 4.0);
            QMouseEvent move(QEvent::MouseMove, at, on.mapToGlobal(at), Qt::NoButton,
                             Qt::LeftButton, {});
            QApplication::sendEvent(&on, &move);
        }
        QTest::mouseRelease(&on, Qt::LeftButton, {}, to);
    }
    bool said(const QString& words) const {
        const auto labels = window->findChild<MessageBar*>()->findChildren<QLabel*>();
        return std::ranges::any_of(
            labels, [&](const QLabel* label) { return label->text().contains(words); });
    }
    std::vector<ReadingRow> readings() const {
        return (*Library::open(desk.library().toStdString()))->readings().value();
    }
};

inline void click(QWidget& widget) {
    QTest::mouseClick(&widget, Qt::LeftButton);
}

} // namespace bolus::test
