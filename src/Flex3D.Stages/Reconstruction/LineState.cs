namespace Flex3D.Stages.Reconstruction;

/// <summary>What a minimiser remembers between two evaluations, apart from its history.</summary>
internal sealed class LineState
{
    public LineState(int dimension)
        : this(new float[dimension], new float[dimension], new float[dimension], []) { }

    public LineState(float[] point, float[] gradient, float[] direction, List<double> energies)
    {
        Point = point;
        Gradient = gradient;
        Direction = direction;
        Energies = energies;
    }

    /// <summary>x, the iterate.</summary>
    public float[] Point { get; }

    /// <summary>The gradient at x, evaluated or exactly interpolated.</summary>
    public float[] Gradient { get; }

    /// <summary>d, the direction of the present line.</summary>
    public float[] Direction { get; }

    /// <summary>E at each iterate.</summary>
    public List<double> Energies { get; }

    public MinimiserStatus Status { get; set; }
    public int Iteration { get; set; }
    public int Evaluations { get; set; }

    /// <summary>Reports received on the present line.</summary>
    public int Trials { get; set; }

    /// <summary>The α of the point asked for.</summary>
    public double TrialStep { get; set; }

    /// <summary>The α taken last.</summary>
    public double LastStep { get; set; }

    public double Energy { get; set; } = double.NaN;

    /// <summary>Gradient · direction, &lt; 0.</summary>
    public double Slope { get; set; }

    public double FirstGradientNorm { get; set; }
}
