#include "ui/prefs/LookPage.h"

#include <QFormLayout>
#include <QLabel>
#include <QRadioButton>
#include <QVBoxLayout>

#include "ui/style/Theme.h"

namespace bolus {

LookPage::LookPage(QWidget* parent)
    : QWidget(parent), m_schemes(new QButtonGroup(this)), m_text(new QSpinBox) {
    const theme::Look look = theme::look();
    auto* choices = new QWidget;
    auto* column = new QVBoxLayout(choices);
    column->setContentsMargins(0, 0, 0, 0);
    const auto add = [&](theme::Scheme scheme, const char* name, const QString& text) {
        auto* button = new QRadioButton(text);
        button->setObjectName(QLatin1String(name));
        button->setChecked(scheme == look.scheme);
        m_schemes->addButton(button, static_cast<int>(scheme));
        column->addWidget(button);
    };
    add(theme::Scheme::Dark, "lookDark", tr("&Dark, for a dim reading room"));
    add(theme::Scheme::Light, "lookLight", tr("&Light"));
    add(theme::Scheme::System, "lookSystem", tr("As the &desktop is"));
    m_text->setObjectName(QStringLiteral("textSize"));
    m_text->setAccessibleName(tr("Size of texts"));
    m_text->setRange(theme::smallestText, theme::largestText);
    m_text->setSingleStep(10);
    m_text->setSuffix(tr(" %"));
    m_text->setValue(look.textPercent);
    m_text->setKeyboardTracking(false);
    m_text->setMaximumWidth(120);
    auto* note = new QLabel(tr("Pictures stay on black in either."));
    note->setProperty("secondary", true);
    auto* form = new QFormLayout(this);
    form->setVerticalSpacing(14);
    form->addRow(tr("Colours"), choices);
    form->addRow(QString(), note);
    form->addRow(tr("Size of &texts"), m_text);
    connect(m_schemes, &QButtonGroup::idToggled, this, [this](int, bool on) {
        if (on)
            take();
    });
    connect(m_text, &QSpinBox::valueChanged, this, &LookPage::take);
}

void LookPage::take() {
    theme::setLook({static_cast<theme::Scheme>(m_schemes->checkedId()), m_text->value()});
}

} // namespace bolus
