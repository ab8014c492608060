#include "library/registration/Match.h"

#include <algorithm>
#include <cmath>

#include <itkBSplineTransform.h>
#include <itkEuler3DTransform.h>
#include <itkLBFGSBOptimizer.h>
#include <itkLinearInterpolateImageFunction.h>
#include <itkMattesMutualInformationImageToImageMetric.h>

namespace bolus {

namespace {

using Metric = itk::MattesMutualInformationImageToImageMetric<FloatImage, FloatImage>;
using Parameters = itk::SingleValuedCostFunction::ParametersType;
using Spline = itk::BSplineTransform<double, 3, 3>;

constexpr double mmPerRadian = 100; // what a turn moves at the body's edge
constexpr unsigned histogramBins = 40;
constexpr double keptOfSpacing = 0.4; // Choi and Lee: below 1/2.479 of it no cubic spline folds
constexpr double roughnessWeight = 6; // beside mutual information: smooth where nothing shows

/// Thrown through the optimiser, which knows no other way to be stopped.
struct Stopped {};

/// How much a lattice of coefficients bends: the mean square of second differences along its lines,
/// over the square of the control points' distance.
class Roughness {
public:
    Roughness(const std::array<std::size_t, 3>& size, double spacing)
        : m_size(size), m_squareMm(spacing * spacing) {}

    double add(const Parameters& at, double weight, Metric::DerivativeType& derivative) const {
        const std::size_t count = m_size[0] * m_size[1] * m_size[2];
        const std::array<std::size_t, 3> steps{1, m_size[0], m_size[0] * m_size[1]};
        const double scale = weight / (static_cast<double>(count) * m_squareMm);
        double sum = 0;
        for (std::size_t i = 0; i < 3 * count; ++i) {
            for (std::size_t axis = 0; axis < 3; ++axis) {
                const std::size_t place = i % count / steps[axis] % m_size[axis];
                if (place == 0 || place + 1 == m_size[axis]) {
                    continue;
                }
                const auto before = static_cast<unsigned>(i - steps[axis]),
                           middle = static_cast<unsigned>(i),
                           after = static_cast<unsigned>(i + steps[axis]);
                const double bend = at[before] - 2 * at[middle] + at[after];
                sum += bend * bend;
                derivative[before] += 2 * scale * bend;
                derivative[middle] -= 4 * scale * bend;
                derivative[after] += 2 * scale * bend;
            }
        }
        return scale * sum;
    }

private:
    std::array<std::size_t, 3> m_size;
    double m_squareMm;
};

/// The metric with parameters that all count in mm, what is asked of them besides, and a way out.
class Cost : public itk::SingleValuedCostFunction {
public:
    static itk::SmartPointer<Cost> make() {
        itk::SmartPointer<Cost> cost = new Cost;
        cost->UnRegister(); // born with one reference
        return cost;
    }

    Metric::Pointer metric;
    std::vector<double> mmPer; // of each parameter; empty: they are mm
    std::optional<Roughness> roughness;
    std::function<bool()> stopped;

    unsigned GetNumberOfParameters() const override { return metric->GetNumberOfParameters(); }
    MeasureType GetValue(const ParametersType& at) const override {
        DerivativeType derivative;
        MeasureType value = 0;
        GetValueAndDerivative(at, value, derivative);
        return value;
    }
    void GetDerivative(const ParametersType& at, DerivativeType& derivative) const override {
        MeasureType value = 0;
        GetValueAndDerivative(at, value, derivative);
    }
    void GetValueAndDerivative(const ParametersType& at, MeasureType& value,
                               DerivativeType& derivative) const override {
        if (stopped && stopped()) {
            throw Stopped();
        }
        ParametersType own = at;
        for (unsigned i = 0; i < mmPer.size(); ++i) {
            own[i] = at[i] / mmPer[i];
        }
        metric->GetValueAndDerivative(own, value, derivative);
        for (unsigned i = 0; i < mmPer.size(); ++i) {
            derivative[i] /= mmPer[i];
        }
        if (roughness) {
            value += roughness->add(own, roughnessWeight, derivative);
        }
    }
};

itk::SmartPointer<Cost> costOf(const CoarseVolume& fixed, const CoarseVolume& moving,
                               itk::Transform<double, 3, 3>* transform,
                               const MatchOptions& options) {
    auto metric = Metric::New();
    metric->SetFixedImage(fixed.image);
    metric->SetMovingImage(moving.image);
    metric->SetFixedImageRegion(fixed.image->GetBufferedRegion());
    metric->SetInterpolator(itk::LinearInterpolateImageFunction<FloatImage, double>::New());
    metric->SetTransform(transform);
    metric->SetNumberOfHistogramBins(histogramBins);
    metric->SetNumberOfWorkUnits(1); // sums come out alike on every machine
    metric->SetComputeGradient(false);
    metric->SetUseExplicitPDFDerivatives(false);
    Metric::FixedImageIndexContainer indexes;
    for (const std::uint32_t cell : options.samples) {
        indexes.push_back(fixed.image->ComputeIndex(cell));
    }
    metric->SetFixedImageIndexes(indexes);
    metric->SetUseFixedImageIndexes(true);
    metric->SetNumberOfFixedImageSamples(indexes.size());
    metric->Initialize();
    auto cost = Cost::make();
    cost->metric = metric;
    cost->stopped = options.stopped;
    return cost;
}

/// Minimises within ±`bound` of zero (none: free), from `start`.
Parameters minimised(Cost* cost, const Parameters& start, std::optional<double> bound,
                     unsigned mostEvaluations) {
    auto optimizer = itk::LBFGSBOptimizer::New();
    const unsigned count = cost->GetNumberOfParameters();
    itk::LBFGSBOptimizer::BoundSelectionType selection(count);
    itk::LBFGSBOptimizer::BoundValueType low(count), high(count);
    selection.Fill(bound ? 2 : 0);
    low.Fill(-bound.value_or(0));
    high.Fill(bound.value_or(0));
    optimizer->SetCostFunction(cost);
    optimizer->SetBoundSelection(selection);
    optimizer->SetLowerBound(low);
    optimizer->SetUpperBound(high);
    optimizer->SetCostFunctionConvergenceFactor(1e9); // of the machine's precision
    optimizer->SetProjectedGradientTolerance(1e-6);
    optimizer->SetMaximumNumberOfIterations(mostEvaluations);
    optimizer->SetMaximumNumberOfEvaluations(mostEvaluations);
    optimizer->SetMaximumNumberOfCorrections(6);
    optimizer->SetInitialPosition(start);
    optimizer->StartOptimization();
    return optimizer->GetCurrentPosition();
}

/// ITK's exceptions and the way out of a search as Errors.
template<typename Search>
auto guarded(const Search& search) -> decltype(search()) {
    try {
        return search();
    } catch (const Stopped&) {
        return cancelledError();
    } catch (const itk::ExceptionObject&) {
        return fail(ErrorCode::BadInput, "The two volumes hardly overlap.");
    }
}

Spline::Pointer splineAround(const CoarseVolume& fixed, double controlMm) {
    const auto box = fixed.box();
    auto spline = Spline::New();
    Spline::OriginType origin;
    Spline::PhysicalDimensionsType extent;
    Spline::MeshSizeType mesh;
    for (unsigned axis = 0; axis < 3; ++axis) {
        const double middle = (box[0][axis] + box[1][axis]) / 2;
        mesh[axis] = static_cast<unsigned>(
            std::ceil((box[1][axis] - box[0][axis]) / controlMm + 0.5)); // with a margin
        extent[axis] = controlMm * static_cast<double>(mesh[axis]);
        origin[axis] = middle - extent[axis] / 2;
    }
    spline->SetTransformDomainOrigin(origin);
    spline->SetTransformDomainPhysicalDimensions(extent);
    spline->SetTransformDomainMeshSize(mesh);
    spline->SetIdentity();
    return spline;
}

void sampleInto(DisplacementGrid& nodes, const Spline& spline) {
    nodes.mm.clear();
    nodes.mm.reserve(3 * nodes.nodes());
    for (std::size_t k = 0; k < nodes.size[2]; ++k) {
        for (std::size_t j = 0; j < nodes.size[1]; ++j) {
            for (std::size_t i = 0; i < nodes.size[0]; ++i) {
                const Vec3 at = nodes.position(i, j, k);
                const auto to = spline.TransformPoint(Spline::InputPointType(at.data()));
                for (unsigned axis = 0; axis < 3; ++axis) {
                    nodes.mm.push_back(static_cast<float>(to[axis] - at[axis]));
                }
            }
        }
    }
}

itk::Euler3DTransform<double>::Pointer eulerAbout(const Vec3& about) {
    auto euler = itk::Euler3DTransform<double>::New();
    euler->SetCenter(itk::Euler3DTransform<double>::InputPointType(about.data()));
    return euler;
}

} // namespace

std::array<double, 16> rigidMatrix(const RigidParameters& parameters, const Vec3& about) {
    const auto euler = eulerAbout(about);
    Parameters values(6);
    std::ranges::copy(parameters, values.begin());
    euler->SetParameters(values);
    std::array<double, 16> rigid{};
    for (unsigned row = 0; row < 3; ++row) {
        for (unsigned column = 0; column < 3; ++column) {
            rigid[4 * row + column] = euler->GetMatrix()(row, column);
        }
        rigid[4 * row + 3] = euler->GetOffset()[row];
    }
    rigid[15] = 1;
    return rigid;
}

Result<RigidParameters> matchRigid(const CoarseVolume& fixed, const CoarseVolume& moving,
                                   const Vec3& about, const RigidParameters& start,
                                   const MatchOptions& options) {
    return guarded([&]() -> Result<RigidParameters> {
        const auto euler = eulerAbout(about);
        const auto cost = costOf(fixed, moving, euler, options);
        cost->mmPer = {mmPerRadian, mmPerRadian, mmPerRadian, 1, 1, 1};
        Parameters from(6);
        for (unsigned i = 0; i < 6; ++i) {
            from[i] = start[i] * cost->mmPer[i];
        }
        const Parameters found = minimised(cost, from, std::nullopt, options.mostEvaluations);
        RigidParameters rigid{};
        for (unsigned i = 0; i < 6; ++i) {
            rigid[i] = found[i] / cost->mmPer[i];
        }
        return rigid;
    });
}

Result<void> matchSmooth(const CoarseVolume& fixed, const CoarseVolume& warped, double controlMm,
                         const MatchOptions& options, DisplacementGrid& nodes) {
    return guarded([&]() -> Result<void> {
        const auto spline = splineAround(fixed, controlMm);
        const auto cost = costOf(fixed, warped, spline, options);
        const auto lattice =
            spline->GetCoefficientImages()[0]->GetLargestPossibleRegion().GetSize();
        cost->roughness.emplace(std::array<std::size_t, 3>{lattice[0], lattice[1], lattice[2]},
                                controlMm);
        Parameters zero(spline->GetNumberOfParameters());
        zero.Fill(0);
        spline->SetParametersByValue(
            minimised(cost, zero, keptOfSpacing * controlMm, options.mostEvaluations));
        sampleInto(nodes, *spline);
        return {};
    });
}

} // namespace bolus
