namespace Flex3D.Gpu.Kernels;

/// <summary>A 3×3 matrix in registers.</summary>
internal readonly struct Matrix3(float a, float b, float c, float d, float e, float f, float g, float h, float i)
{
    public float A { get; } = a;
    public float B { get; } = b;
    public float C { get; } = c;
    public float D { get; } = d;
    public float E { get; } = e;
    public float F { get; } = f;
    public float G { get; } = g;
    public float H { get; } = h;
    public float I { get; } = i;

    /// <summary>The sum of the squares of the elements.</summary>
    public float Norm => A * A + B * B + C * C + (D * D + E * E + F * F) + (G * G + H * H + I * I);

    /// <summary>The matrix of cofactors: the determinant times the transposed inverse.</summary>
    public Matrix3 Cofactors => new(E * I - F * H, F * G - D * I, D * H - E * G, C * H - B * I, A * I - C * G, B * G - A * H, B * F - C * E, C * D - A * F, A * E - B * D);

    public static Matrix3 operator +(Matrix3 x, Matrix3 y) => new(x.A + y.A, x.B + y.B, x.C + y.C, x.D + y.D, x.E + y.E, x.F + y.F, x.G + y.G, x.H + y.H, x.I + y.I);

    public static Matrix3 operator -(Matrix3 x, Matrix3 y) => new(x.A - y.A, x.B - y.B, x.C - y.C, x.D - y.D, x.E - y.E, x.F - y.F, x.G - y.G, x.H - y.H, x.I - y.I);

    public static Matrix3 operator *(float s, Matrix3 x) => new(s * x.A, s * x.B, s * x.C, s * x.D, s * x.E, s * x.F, s * x.G, s * x.H, s * x.I);
}
