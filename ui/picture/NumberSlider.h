// A name, a slider and a number of one value, for the inside of a menu.
#pragma once

#include <QSlider>
#include <QSpinBox>
#include <QWidgetAction>

class QMenu;

namespace bolus {

class NumberSlider : public QWidget {
    Q_OBJECT
public:
    /// `name` is an object name; the spin box shows the number with its unit.
    NumberSlider(const char* name, const QString& title, const QString& unit, int low, int high);

    int value() const { return m_number->value(); }
    void setValue(int value); // says nothing
    void addTo(QMenu& menu);  // which owns it from then on

Q_SIGNALS:
    void valueChosen(int value);

private:
    QSlider* m_slider;
    QSpinBox* m_number;
};

} // namespace bolus
