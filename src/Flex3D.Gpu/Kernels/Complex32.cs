namespace Flex3D.Gpu.Kernels;

/// <summary>A complex number in single precision.</summary>
internal readonly struct Complex32(float re, float im)
{
    public float Re { get; } = re;
    public float Im { get; } = im;

    /// <summary>i·this.</summary>
    public Complex32 Turned => new(-Im, Re);

    public static Complex32 operator +(Complex32 a, Complex32 b) => new(a.Re + b.Re, a.Im + b.Im);

    public static Complex32 operator -(Complex32 a, Complex32 b) => new(a.Re - b.Re, a.Im - b.Im);

    public static Complex32 operator *(Complex32 a, Complex32 b) => new(a.Re * b.Re - a.Im * b.Im, a.Re * b.Im + a.Im * b.Re);

    public static Complex32 operator *(float a, Complex32 b) => new(a * b.Re, a * b.Im);
}
