#include "ui/train/TrainAdvanced.h"

#include <QToolButton>
#include <QVBoxLayout>

namespace bolus {

namespace {
constexpr int fewestForLora = 500; // with fewer bolusctl refuses
constexpr int usualRank = 8;
} // namespace

TrainAdvanced::TrainAdvanced(QWidget* parent)
    : QWidget(parent),
      m_lora(new QCheckBox(tr("Adapt the encoders' last blocks a little, too (LoRA)"))),
      m_loraNote(new QLabel) {
    auto* toggle = new QToolButton;
    toggle->setObjectName(QStringLiteral("trainAdvanced"));
    toggle->setText(tr("Advanced"));
    toggle->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    toggle->setArrowType(Qt::RightArrow);
    toggle->setAutoRaise(true);
    toggle->setCheckable(true);
    m_lora->setObjectName(QStringLiteral("trainLora"));
    m_loraNote->setObjectName(QStringLiteral("trainLoraNote"));
    m_loraNote->setWordWrap(true);
    m_loraNote->setProperty("secondary", true);
    auto* fold = new QWidget;
    auto* inside = new QVBoxLayout(fold);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->addWidget(m_lora);
    inside->addWidget(m_loraNote);
    fold->hide();
    connect(toggle, &QToolButton::toggled, this, [toggle, fold](bool open) {
        fold->setVisible(open);
        toggle->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    });
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->addWidget(toggle);
    rows->addWidget(fold);
    refresh(0, true);
}

void TrainAdvanced::refresh(int cases, bool encodersKept) {
    const bool enough = cases >= fewestForLora;
    m_lora->setEnabled(enough && !encodersKept);
    if (!m_lora->isEnabled())
        m_lora->setChecked(false);
    m_loraNote->setText(
        !enough ? tr("Takes at least %1 cases; with fewer, the model would learn them by heart.")
                      .arg(fewestForLora)
        : encodersKept ? tr("Not while the encoders are kept as they are.")
                       : tr("Of the encoders only small changes are learned, beside the memory and "
                            "the heads; without it, all of their weights learn."));
}

int TrainAdvanced::loraRank() const {
    return m_lora->isChecked() ? usualRank : 0;
}

} // namespace bolus
