using Flex3D.Gpu.Kernels;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Priors;
using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>The rigidity prior on a device, computed by the kernels of <see cref="Rigidity"/>: the mesh at rest, and memory for the energies and forces of its cells.</summary>
internal sealed class RigidityOnDevice : IDevicePrior
{
    private readonly ProblemOnDevice _problem;
    private readonly ArrayView<double> _energies;
    private readonly int _rows;
    private PageLockedArray1D<double>? _found;

    /// <param name="rows">The most rows at once.</param>
    public RigidityOnDevice(IDeviceArrays arrays, TetrahedralMesh mesh, ProblemOnDevice problem, int rows)
    {
        _problem = problem;
        Mesh = ViewsOf(arrays, RigidityPlan.Create(mesh));
        CellEnergies = arrays.Allocate<float>((long)rows * Mesh.Cells);
        CellForces = arrays.Allocate<float>((long)rows * Mesh.Cells * 12);
        (_rows, _energies) = (rows, arrays.Allocate<double>(rows * Groups.Parts));
    }

    public RigidityViews Mesh { get; }

    /// <summary>[row][cell] energies.</summary>
    public ArrayView<float> CellEnergies { get; }

    /// <summary>[row][cell][corner][x, y, z] forces.</summary>
    public ArrayView<float> CellForces { get; }

    /// <summary>[row][part] energies, summed over the cells.</summary>
    public ArrayView<double> Energies => _energies;

    public void Evaluate(KernelSet kernels, DeviceStream stream, ArrayView<float> flow, ArrayView<float> flowGradient, int count, double strength, bool gradient)
    {
        kernels.Strain(stream, count * Mesh.Cells, Mesh, _problem.Rest, _problem.Splat.Vertices, flow, CellEnergies, CellForces, gradient ? 1 : 0);
        kernels.StrainTotal(stream, new(count * Groups.Parts, kernels.GroupSize), Mesh.Cells, CellEnergies, _energies);
        if (gradient)
        {
            kernels.StrainAdjoint(stream, count * Mesh.Vertices, Mesh, CellForces, (float)strength, flowGradient);
        }
    }

    public void Read(DeviceStream stream, int count) => stream.Download(_energies, _found ??= stream.Pin<double>(_rows * Groups.Parts), count * Groups.Parts);

    public double Energy(int row)
    {
        double sum = 0;
        foreach (double part in _found!.Span.Slice(row * Groups.Parts, Groups.Parts))
        {
            sum += part;
        }
        return sum;
    }

    private static RigidityViews ViewsOf(IDeviceArrays arrays, RigidityPlan plan)
    {
        int[] vertices = new int[4 * plan.CellCount];
        for (int cell = 0; cell < plan.CellCount; cell++)
        {
            for (int corner = 0; corner < 4; corner++)
            {
                vertices[4 * cell + corner] = plan.Offsets[corner * plan.PaddedCount + cell] / 4;
            }
        }
        (int[] starts, int[] corners) = ProblemOnDevice.ByVertex(vertices, plan.VertexCount);
        return new RigidityViews
        {
            Cells = plan.CellCount,
            Vertices = plan.VertexCount,
            Stride = plan.PaddedCount,
            InverseEdges = arrays.Copy<float>(plan.InverseEdges),
            Weights = arrays.Copy<float>(plan.Weights),
            CellVertices = arrays.Copy<int>(vertices),
            CornerStarts = arrays.Copy<int>(starts),
            Corners = arrays.Copy<int>(corners),
        };
    }
}
