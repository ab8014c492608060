#include "viewer/VolumeRays.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <vtkCamera.h>
#include <vtkColorTransferFunction.h>
#include <vtkCommand.h>
#include <vtkEncodedGradientShader.h>
#include <vtkFixedPointRayCastImage.h>
#include <vtkFixedPointVolumeRayCastMapper.h>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkLight.h>
#include <vtkMatrix4x4.h>
#include <vtkNew.h>
#include <vtkObjectFactory.h>
#include <vtkPiecewiseFunction.h>
#include <vtkPlane.h>
#include <vtkPlaneCollection.h>
#include <vtkRenderer.h>
#include <vtkVolume.h>
#include <vtkVolumeProperty.h>

namespace bolus {

namespace {

constexpr std::uint32_t opaque = 0xff000000;
constexpr double samplesApart = 0.6; // voxels along a ray: farther apart, skin looks like wood

/// VTK asks now and then whether to go on.
class AbortCheck : public vtkCommand {
public:
    static AbortCheck* New() { return new AbortCheck; }
    void Execute(vtkObject* window, unsigned long, void*) override {
        if (stop.stop_requested()) {
            static_cast<vtkRenderWindow*>(window)->SetAbortRender(1);
        }
    }
    std::stop_token stop;
};

/// Where values do not change there is no surface to shade: lit evenly, where VTK leaves it black.
class Mapper : public vtkFixedPointVolumeRayCastMapper {
public:
    vtkTypeMacro(Mapper, vtkFixedPointVolumeRayCastMapper)
    static Mapper* New();

protected:
    Mapper() { GradientShader->SetZeroNormalDiffuseIntensity(0.7F); }
};
vtkStandardNewMacro(Mapper);

vtkSmartPointer<vtkMatrix4x4> placeOf(const VolumeGeometry& geometry) {
    const auto matrix = vtkSmartPointer<vtkMatrix4x4>::New();
    for (int i = 0; i < 3; ++i) {
        for (int j = 0; j < 3; ++j) {
            matrix->SetElement(i, j, geometry.direction[static_cast<std::size_t>(3 * i + j)]);
        }
        matrix->SetElement(i, 3, geometry.origin[static_cast<std::size_t>(i)]);
    }
    return matrix;
}

int blendOf(RenderMode mode) {
    switch (mode) {
    case RenderMode::Largest:
        return vtkVolumeMapper::MAXIMUM_INTENSITY_BLEND;
    case RenderMode::Smallest:
        return vtkVolumeMapper::MINIMUM_INTENSITY_BLEND;
    case RenderMode::Composite:
        break;
    }
    return vtkVolumeMapper::COMPOSITE_BLEND;
}

/// What a look sees of a box: nothing where it lies beyond an edge of the picture.
bool inSight(const VolumeLook& look, const Bounds& bounds) {
    const Vec3 way = bounds.centre() - look.middle;
    const auto within = [&](const Vec3& along, int pixels) {
        return std::abs(dot(way, along)) < bounds.along(along) / 2 + pixels * look.mmPerPixel / 2;
    };
    return within(look.frame.right, look.width) && within(look.frame.up, look.height);
}

} // namespace

struct VolumeRays::Pipeline {
    std::shared_ptr<const VolumeGrid> grid;
    vtkNew<vtkGenericOpenGLRenderWindow> window; // never one on screen: for its size alone
    vtkNew<vtkRenderer> renderer;
    vtkNew<vtkVolume> volume;
    vtkNew<vtkColorTransferFunction> colors;
    vtkNew<vtkPiecewiseFunction> opacities;
    vtkNew<AbortCheck> abort;
    vtkSmartPointer<Mapper> mapper;

    Pipeline() {
        window->SetReadyForRendering(false);
        window->AddRenderer(renderer);
        window->AddObserver(vtkCommand::AbortCheckEvent, abort);
        vtkNew<vtkLight> light;
        light->SetLightTypeToCameraLight();
        light->SetPosition(-0.15, 0.3, 1); // from above the reader's left shoulder
        renderer->AddLight(light);
        renderer->GetActiveCamera()->ParallelProjectionOn();
        vtkVolumeProperty* property = volume->GetProperty();
        property->SetColor(colors);
        property->SetScalarOpacity(opacities);
        property->SetScalarOpacityUnitDistance(1);
        property->SetInterpolationTypeToLinear();
        property->SetAmbient(0.25);
        property->SetDiffuse(0.9);
        property->SetSpecular(0.22);
        property->SetSpecularPower(14);
    }

    void setGrid(std::shared_ptr<const VolumeGrid> newGrid) {
        grid = std::move(newGrid);
        mapper = nullptr; // with its tables of gradients
        volume->SetMapper(nullptr);
        if (!grid) {
            return;
        }
        mapper = vtkSmartPointer<Mapper>::New();
        mapper->SetInputData(grid->image);
        mapper->AutoAdjustSampleDistancesOff();
        mapper->IntermixIntersectingGeometryOff();
        const double finest = *std::ranges::min_element(grid->geometry.spacing);
        mapper->SetSampleDistance(static_cast<float>(samplesApart * finest));
        volume->SetMapper(mapper);
        volume->SetUserMatrix(placeOf(grid->geometry));
    }

    void setColors(const VolumeLook& look) {
        colors->RemoveAllPoints();
        opacities->RemoveAllPoints();
        for (const RampPoint& point : look.points) {
            const double at = grid->scale.indexOf(point.value);
            colors->AddRGBPoint(at, point.color[0], point.color[1], point.color[2]);
            opacities->AddPoint(at, point.opacity);
        }
        if (look.mode == RenderMode::Smallest) { // a ray that met nothing but background
            opacities->AddPoint(GridScale::top - 1, look.points.back().opacity);
            opacities->AddPoint(GridScale::top, 0);
        }
        volume->GetProperty()->SetShade(look.mode == RenderMode::Composite);
        mapper->SetBlendMode(blendOf(look.mode));
    }

    void setCuts(const std::vector<CutPlane>& cuts) {
        vtkNew<vtkPlaneCollection> planes;
        for (const CutPlane& cut : cuts) {
            vtkNew<vtkPlane> plane;
            plane->SetOrigin(cut.point.data());
            plane->SetNormal(cut.normal.data());
            planes->AddItem(plane);
        }
        mapper->SetClippingPlanes(planes);
    }

    void placeCamera(const VolumeLook& look) {
        const Bounds bounds = grid->geometry.bounds();
        const double reach = norm(bounds.high - bounds.low) + norm(bounds.centre() - look.middle);
        const Vec3 eye = look.middle - (reach + 10) * look.frame.next;
        vtkCamera* camera = renderer->GetActiveCamera();
        camera->SetFocalPoint(look.middle.data());
        camera->SetPosition(eye.data());
        camera->SetViewUp(look.frame.up.data());
        camera->SetParallelScale(look.mmPerPixel * look.height / 2);
        camera->SetClippingRange(1, 2 * reach + 20);
        renderer->UpdateLightsGeometryToFollowCamera();
    }

    bool cast(const VolumeLook& look, const std::stop_token& stop) {
        abort->stop = stop;
        window->SetAbortRender(0);
        window->SetSize(look.width, look.height);
        renderer->SetAspect(double(look.width) / look.height, 1); // ComputeAspect() needs a window
        setColors(look);
        setCuts(look.cuts);
        placeCamera(look);
        mapper->SetImageSampleDistance(static_cast<float>(look.step));
        double unused[3]{};
        int none[6]{};
        mapper->PerImageInitialization(renderer, volume, 0, unused, unused, none);
        mapper->PerVolumeInitialization(renderer, volume);
        if (!stop.stop_requested()) {
            mapper->PerSubVolumeInitialization(renderer, volume, 0);
            mapper->RenderSubVolume();
        }
        return !stop.stop_requested();
    }

    /// VTK's image is 15 bits a colour, premultiplied, rows from the bottom, and only the part of
    /// the view that the volume covers.
    void copy(VolumePicture& picture) const {
        vtkFixedPointRayCastImage* image = mapper->GetRayCastImage();
        std::array<int, 2> used{}, origin{}, memory{};
        image->GetImageInUseSize(used.data());
        image->GetImageOrigin(origin.data());
        image->GetImageMemorySize(memory.data());
        for (int y = 0; y < used[1]; ++y) {
            const int row = picture.height - 1 - (y + origin[1]);
            const unsigned short* from = image->GetImage() + 4L * y * memory[0];
            for (int x = 0; x < used[0]; ++x, from += 4) {
                const int column = x + origin[0];
                if (row < 0 || row >= picture.height || column < 0 || column >= picture.width) {
                    continue;
                }
                const auto byte = [&](int i) { return std::min(255U, from[i] / 128U); };
                const std::uint32_t color = byte(0) << 16 | byte(1) << 8 | byte(2);
                picture.isBlack = picture.isBlack && color == 0;
                picture.pixels[static_cast<std::size_t>(row) *
                                   static_cast<std::size_t>(picture.width) +
                               static_cast<std::size_t>(column)] = opaque | color;
            }
        }
    }
};

VolumeRays::VolumeRays() : m(std::make_unique<Pipeline>()) {}
VolumeRays::~VolumeRays() = default;

void VolumeRays::setGrid(std::shared_ptr<const VolumeGrid> grid) {
    m->setGrid(std::move(grid));
}
const std::shared_ptr<const VolumeGrid>& VolumeRays::grid() const {
    return m->grid;
}

std::shared_ptr<VolumePicture> VolumeRays::cast(const VolumeLook& look,
                                                const std::stop_token& stop) {
    if (!m->grid) {
        return nullptr;
    }
    const auto begun = std::chrono::steady_clock::now();
    auto picture = std::make_shared<VolumePicture>();
    picture->serial = look.serial;
    picture->width = std::max(1, static_cast<int>(look.width / look.step));
    picture->height = std::max(1, static_cast<int>(look.height / look.step));
    picture->pixels.assign(static_cast<std::size_t>(picture->width) *
                               static_cast<std::size_t>(picture->height),
                           opaque);
    if (inSight(look, m->grid->geometry.bounds())) {
        if (!m->cast(look, stop)) {
            return nullptr;
        }
        m->copy(*picture);
    }
    picture->milliseconds =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count();
    return picture;
}

} // namespace bolus
