#include "ui/picture/NumberSlider.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSignalBlocker>

namespace bolus {

NumberSlider::NumberSlider(const char* name, const QString& title, const QString& unit, int low,
                           int high)
    : m_slider(new QSlider(Qt::Horizontal)), m_number(new QSpinBox) {
    setObjectName(QLatin1String(name));
    m_slider->setRange(low, high);
    m_slider->setMinimumWidth(110);
    m_slider->setAccessibleName(title);
    m_number->setRange(low, high);
    m_number->setSuffix(unit);
    m_number->setAccessibleName(title);
    auto* label = new QLabel(title);
    label->setBuddy(m_number);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(28, 3, 12, 3); // as far in as a menu's texts
    row->addWidget(label);
    row->addWidget(m_slider, 1);
    row->addWidget(m_number);
    setFocusProxy(m_number);
    connect(m_slider, &QSlider::valueChanged, m_number, &QSpinBox::setValue);
    connect(m_number, &QSpinBox::valueChanged, this, [this](int value) {
        setValue(value);
        Q_EMIT valueChosen(value);
    });
}

void NumberSlider::setValue(int value) {
    const QSignalBlocker quietSlider(m_slider), quietNumber(m_number);
    m_slider->setValue(value);
    m_number->setValue(value);
}

void NumberSlider::addTo(QMenu& menu) {
    auto* action = new QWidgetAction(&menu);
    action->setDefaultWidget(this);
    menu.addAction(action);
}

} // namespace bolus
