using Flex3D.Stages.Geometry;
using Flex3D.Stages.Model;

namespace Flex3D.Stages.Motion;

/// <summary>Computes the principal coordinates of a model's internal flow at any latent, without the flow of every vertex.</summary>
/// <remarks>
/// The internal flow of f is Rᵀ(X + f − t) − X (<see cref="RigidPart"/>), so that its product with an axis A is Σ_ab R_ba Σ_v A_va (X + f)_vb − (Rᵀt)·Σ_v A_v − Σ_v A_v·X_v. R, t and that follow from linear
/// functionals of f, which <see cref="FlowFunctionals"/> evaluates. They agree with <see cref="PrincipalFrame.Coordinate"/> of <see cref="InternalFlow"/> to rounding. Not thread-safe.
/// </remarks>
public sealed class InternalCoordinates
{
    private const int OfRigidPart = 12, OfAxis = 9;

    private readonly FlowFunctionals _functionals;
    private readonly RigidPart _rigid;
    private readonly PrincipalFrame _frame;
    private readonly int _width, _components;
    private readonly double[] _rest; // [component][9 products A_va X_vb, 3 sums of A_va]

    /// <param name="model">The model.</param>
    /// <param name="rigid">Finds the rigid part of its flow.</param>
    /// <param name="frame">The frame of the coordinates.</param>
    /// <param name="width">Number of coordinates of a latent; those beyond the components of the frame are 0.</param>
    public InternalCoordinates(FlexModel model, RigidPart rigid, PrincipalFrame frame, int width)
    {
        (_rigid, _frame, _width) = (rigid, frame, width);
        _components = Math.Min(width, frame.Count);
        float[] vertices = model.Mesh.Vertices;
        int count = model.Mesh.VertexCount;
        _rest = new double[(OfAxis + 3) * _components];
        List<double[]> functionals = [.. rigid.Functionals()];
        for (int c = 0; c < _components; c++)
        {
            ReadOnlySpan<float> axis = frame.Axis(c);
            Span<double> rest = _rest.AsSpan((OfAxis + 3) * c, OfAxis + 3);
            for (int ab = 0; ab < OfAxis; ab++)
            {
                (int a, int b) = (ab / 3, ab % 3);
                double[] functional = new double[3 * count];
                for (int v = 0; v < count; v++)
                {
                    functional[b * count + v] = axis[3 * v + a];
                    rest[ab] += axis[3 * v + a] * (double)vertices[3 * v + b];
                    rest[OfAxis + a] += b == 0 ? axis[3 * v + a] : 0;
                }
                functionals.Add(functional);
            }
        }
        _functionals = new FlowFunctionals(model, functionals);
    }

    /// <summary>Computes the coordinates of some latents, Å.</summary>
    /// <param name="latents">[row][K].</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="found">Receives [row][coordinate].</param>
    public void Compute(ReadOnlySpan<float> latents, int rows, Span<double> found)
    {
        int length = OfRigidPart + OfAxis * _components;
        double[] values = new double[rows * length];
        _functionals.Evaluate(latents, rows, values);
        found.Clear();
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<double> of = values.AsSpan(row * length, length);
            RigidMotion rigid = _rigid.OfFunctionals(of[..OfRigidPart]);
            for (int c = 0; c < _components; c++)
            {
                found[row * _width + c] = Along(rigid, of.Slice(OfRigidPart + OfAxis * c, OfAxis), _rest.AsSpan((OfAxis + 3) * c, OfAxis + 3)) - _frame.Origin(c);
            }
        }
    }

    private static double Along(in RigidMotion rigid, ReadOnlySpan<double> moved, ReadOnlySpan<double> rest)
    {
        Rotation r = rigid.Rotation;
        ReadOnlySpan<double> transposed = [r.M00, r.M10, r.M20, r.M01, r.M11, r.M21, r.M02, r.M12, r.M22];
        double sum = 0;
        for (int ab = 0; ab < OfAxis; ab++)
        {
            double still = ab % 4 == 0 ? 1 : 0;
            sum += transposed[ab] * moved[ab] + (transposed[ab] - still) * rest[ab];
        }
        for (int a = 0; a < 3; a++)
        {
            sum -= (transposed[3 * a] * rigid.X + transposed[3 * a + 1] * rigid.Y + transposed[3 * a + 2] * rigid.Z) * rest[OfAxis + a];
        }
        return sum;
    }
}
