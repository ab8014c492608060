#include "ui/window/StatusStrip.h"

#include "ui/window/FirstStartPage.h"

namespace bolus {

StatusStrip::StatusStrip(QWidget* parent)
    : QStatusBar(parent), m_library(new QLabel), m_model(new QLabel), m_device(new QLabel),
      m_loading(new QLabel) {
    setSizeGripEnabled(false);
    m_library->setObjectName(QStringLiteral("statusLibrary"));
    m_model->setObjectName(QStringLiteral("statusModel"));
    m_device->setObjectName(QStringLiteral("statusDevice"));
    auto* disclaimer = new QLabel(disclaimerText());
    disclaimer->setObjectName(QStringLiteral("statusDisclaimer"));
    addWidget(m_library);
    addWidget(m_loading);
    addPermanentWidget(m_model);
    addPermanentWidget(m_device);
    addPermanentWidget(disclaimer);
    setModel({});
    setLibrary({});
}

void StatusStrip::setLibrary(const QString& folder) {
    const QString shown = fontMetrics().elidedText(folder, Qt::ElideMiddle, 420);
    m_library->setText(folder.isEmpty() ? tr("No library") : tr("Library: %1").arg(shown));
    m_library->setToolTip(folder);
}

void StatusStrip::setModel(const QString& name) {
    m_model->setText(name.isEmpty() ? tr("No model yet") : tr("Model: %1").arg(name));
}

void StatusStrip::setDevice(const QString& device) {
    m_device->setText(device.isEmpty() ? QString() : tr("Device: %1").arg(device));
    m_device->setVisible(!device.isEmpty());
}

void StatusStrip::setLoading(int done, int total) {
    m_loading->setText(done < total ? tr("Reading volumes: %1 of %2").arg(done).arg(total)
                                    : QString());
}

} // namespace bolus
