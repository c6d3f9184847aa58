namespace Flex3D.Stages.Tests.Geometry.Vtk;

/// <summary>Two tetrahedra that share a face, and how a number of them is written.</summary>
internal static class TwoTetrahedra
{
    public static float[] Points { get; } = [10, 10, 10, 14, 10, 10, 10, 14, 10, 10, 10, 14, 14, 14, 14];

    public static int[] Cells { get; } = [0, 1, 2, 3, 1, 2, 3, 4];

    public static int Put(byte[] into, double value, string type, bool big)
    {
        byte[] bytes = type switch
        {
            "float" => BitConverter.GetBytes((float)value),
            "double" => BitConverter.GetBytes(value),
            "int" => BitConverter.GetBytes((int)value),
            "long" => BitConverter.GetBytes((long)value),
            _ => [(byte)value],
        };
        if (big)
        {
            Array.Reverse(bytes);
        }
        bytes.CopyTo(into, 0);
        return bytes.Length;
    }
}
