namespace Flex3D.Stages.Reconstruction;

/// <summary>The state of a minimiser between two evaluations, without its history.</summary>
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

    /// <summary>The iterate x.</summary>
    public float[] Point { get; }

    /// <summary>The gradient at x, evaluated or exactly interpolated.</summary>
    public float[] Gradient { get; }

    /// <summary>The direction d of the present line.</summary>
    public float[] Direction { get; }

    /// <summary>The energy E at each iterate.</summary>
    public List<double> Energies { get; }

    public MinimiserStatus Status { get; set; }
    public int Iteration { get; set; }
    public int Evaluations { get; set; }

    /// <summary>The number of reports received on the present line.</summary>
    public int Trials { get; set; }

    /// <summary>The step α of the point asked for.</summary>
    public double TrialStep { get; set; }

    /// <summary>The step α taken last.</summary>
    public double LastStep { get; set; }

    public double Energy { get; set; } = double.NaN;

    /// <summary>The slope, gradient · direction, &lt; 0.</summary>
    public double Slope { get; set; }

    public double FirstGradientNorm { get; set; }
}
