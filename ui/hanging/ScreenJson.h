// Screens as JSON, for protocols and for what is kept with a case. The format: docs/HANGING.md.
#pragma once

#include <QJsonObject>

#include "library/domain/Result.h"
#include "ui/view/ScreenView.h"

namespace bolus {

QJsonObject screenJson(const ScreenView& screen);
/// BadInput says which entry is not as it should be. What is left out is as in ScreenView; entries
/// it does not know are passed over.
Result<ScreenView> screenFromJson(const QJsonObject& json);

/// A view kept with a case: a screen with its version. Nothing of one that a newer version wrote,
/// or that is damaged.
std::string viewBody(const ScreenView& screen);
std::optional<ScreenView> screenFromBody(const std::string& body);

} // namespace bolus
