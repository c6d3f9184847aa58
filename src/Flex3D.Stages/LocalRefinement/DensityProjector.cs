using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Convection;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Numerics.Fourier;

namespace Flex3D.Stages.LocalRefinement;

/// <summary>Projects density, moved by a flow or at rest: the raw splat at a pose, without CTF, and its transform. Not thread-safe.</summary>
internal sealed class DensityProjector
{
    private readonly SplatPlan _plan;
    private readonly RealFft2 _fft;
    private readonly SplatScratch _scratch = new();
    private readonly float[] _vertices, _x, _y, _image, _fftScratch;
    private readonly int _moving;

    /// <param name="problem">The voxels that have density, bound to a mesh.</param>
    public DensityProjector(EngineProblem problem)
    {
        (Box, _moving) = (problem.Box, problem.Mesh.VertexCount);
        _plan = SplatPlan.Create(problem.Mesh, problem.Binding);
        _fft = new RealFft2(Box);
        _vertices = VertexProjection.ByAxis(_plan.RestVertices);
        (_x, _y) = (new float[_plan.VertexCount], new float[_plan.VertexCount]);
        _image = new float[Box * Box];
        (Real, Imaginary, _fftScratch) = (new float[_fft.SpectrumLength], new float[_fft.SpectrumLength], new float[_fft.ScratchLength]);
    }

    /// <summary>Edge of the image, pixels.</summary>
    public int Box { get; }

    /// <summary>Half-spectrum of the last projection, real part; may be written to.</summary>
    public float[] Real { get; }

    /// <summary>The imaginary part.</summary>
    public float[] Imaginary { get; }

    /// <summary>Projects, into <see cref="Real"/> and <see cref="Imaginary"/>.</summary>
    /// <param name="density">Density of the problem's voxels.</param>
    /// <param name="pose">See <see cref="ImageShard.Pose"/>.</param>
    /// <param name="flow">Displacement of the mesh's vertices, [x, y, z][vertex], Å; empty for none.</param>
    public void Project(ReadOnlySpan<float> density, ReadOnlySpan<float> pose, ReadOnlySpan<float> flow = default)
    {
        VertexProjection.Project(_vertices, flow, flow.IsEmpty ? 0 : _moving, pose, _x, _y);
        ConvectionProjection.Project(_plan, density, _x, _y, Box, _image, _scratch);
        _fft.Forward(_image, Real, Imaginary, _fftScratch);
    }

    /// <summary>Transforms <see cref="Real"/> and <see cref="Imaginary"/> back, and returns the image, [row][column], which the next call overwrites.</summary>
    public float[] Inverse()
    {
        _fft.Inverse(Real, Imaginary, _image, _fftScratch);
        return _image;
    }
}
