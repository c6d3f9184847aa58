using System.Numerics;
using ILGPU;

namespace Flex3D.Gpu.Kernels;

/// <summary>Sums over the threads of a group, as a tree whose shape depends only on the group's size: the same bits every time.</summary>
internal static class Sums
{
    /// <summary>Returns to thread 0 the sum of the values of all threads; every thread of the group calls it.</summary>
    public static T OfGroup<T>(T value)
        where T : unmanaged, IAdditionOperators<T, T, T>
    {
        ArrayView<T> shared = SharedMemory.Allocate<T>(Groups.Most);
        shared[Group.IdxX] = value;
        Group.Barrier();
        for (int half = Group.DimX / 2; half > 0; half /= 2)
        {
            if (Group.IdxX < half)
            {
                shared[Group.IdxX] += shared[Group.IdxX + half];
            }
            Group.Barrier();
        }
        return shared[0];
    }

    /// <summary>Returns the largest value to every thread of the group; every thread of the group calls it.</summary>
    public static int LargestOfGroup(int value)
    {
        ArrayView<int> shared = SharedMemory.Allocate<int>(Groups.Most);
        shared[Group.IdxX] = value;
        Group.Barrier();
        for (int half = Group.DimX / 2; half > 0; half /= 2)
        {
            if (Group.IdxX < half)
            {
                shared[Group.IdxX] = IntrinsicMath.Max(shared[Group.IdxX], shared[Group.IdxX + half]);
            }
            Group.Barrier();
        }
        return shared[0];
    }
}
